// y[o…] = Σ over s… of Π inputs: letters of the output are outer loops, all others are summed over.
//
// Loops:     of floats, what einsum_product.h finds to be a product of matrices is one of oneDNN's. Else the output's letters; in each, the letters summed
//            over, whose last is the innermost loop.
// Threads:   elements of the output.
// Memory:    each input is read as often as its letters' complement has steps; no copies are made.
// Accuracy:  floats are multiplied in fp32 and summed in double, by products in fp32; integers wrap around.
#include "ops/einsum/einsum.h"

#include "ops/common/program_kernel.h"
#include "ops/common/rows.h"
#include "ops/einsum/einsum_loops.h"
#include "ops/einsum/einsum_product.h"

namespace tenon::ops
{

using base::DataType;

namespace
{

using Offsets = std::array<int64_t, kMostEinsumInputs>;

Offsets offsetsAt(std::vector<EinsumLetter> const& letters, int64_t index, size_t inputs)
{
    Offsets offsets{};
    for (size_t l = letters.size(); l-- > 0;)
    {
        int64_t const step = index % letters[l].size;
        index /= letters[l].size;
        for (size_t i = 0; i < inputs; ++i)
        {
            offsets[i] += step * letters[l].strides[i];
        }
    }
    return offsets;
}

template <typename T, typename Sum>
void contract(ContractionLoops const& loops, size_t inputs, void const* const* data, T* out)
{
    EinsumLetter const& last = loops.innermost;
    int64_t const runs = last.size == 0 ? 0 : loops.summedCount / last.size;
    devices::parallelFor(loops.outerCount,
        std::max<int64_t>(kGrainElements / std::max<int64_t>(loops.summedCount, 1), 1),
        [&](int64_t begin, int64_t end) {
            for (int64_t o = begin; o < end; ++o)
            {
                Offsets const at = offsetsAt(loops.outer, o, inputs);
                Sum sum{};
                for (int64_t r = 0; r < runs; ++r)
                {
                    Offsets const run = offsetsAt(loops.summed, r, inputs);
                    for (int64_t s = 0; s < last.size; ++s)
                    {
                        T product = static_cast<T>(1);
                        for (size_t i = 0; i < inputs; ++i)
                        {
                            product = static_cast<T>(
                                product * static_cast<T const*>(data[i])[at[i] + run[i] + s * last.strides[i]]);
                        }
                        sum = static_cast<Sum>(sum + product);
                    }
                }
                out[o] = static_cast<T>(sum);
            }
        });
}

class EinsumKernel final : public graph::Kernel
{
public:
    //! `product`: a oneDNN program where stridedProductOf() finds one; null where it never does.
    EinsumKernel(EinsumTerms terms, std::unique_ptr<graph::Kernel> product)
        : terms_(std::move(terms))
        , product_(std::move(product))
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        std::unique_ptr<graph::Kernel> product;
        if (product_ != nullptr)
        {
            TENON_ASSIGN(product, product_->clone(resources));
        }
        return std::unique_ptr<graph::Kernel>(std::make_unique<EinsumKernel>(terms_, std::move(product)));
    }

    size_t maxWorkspaceBytes() const override { return product_ == nullptr ? 0 : product_->maxWorkspaceBytes(); }

    base::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        if (inputs.size() > kMostEinsumInputs)
        {
            return base::notImplemented("einsum of more than {} inputs (found {})", kMostEinsumInputs, inputs.size());
        }
        type_ = outputs[0].type;
        TENON_ASSIGN(loops_, contractionLoopsOf(terms_, inputs));
        isProduct_ = product_ != nullptr && stridedProductOf(terms_, inputs).has_value();
        return isProduct_ ? product_->setShapes(inputs, outputs) : base::okStatus();
    }

    base::Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        if (isProduct_)
        {
            return product_->enqueue(inputs, outputs, workspace, stream);
        }
        size_t const count = terms_.inputs.size();
        switch (type_)
        {
        // Unsigned arithmetic wraps around without further ado.
        case DataType::kINT32:
            contract<uint32_t, uint32_t>(loops_, count, inputs, static_cast<uint32_t*>(outputs[0]));
            break;
        case DataType::kINT64:
            contract<uint64_t, uint64_t>(loops_, count, inputs, static_cast<uint64_t*>(outputs[0]));
            break;
        default: contract<float, double>(loops_, count, inputs, static_cast<float*>(outputs[0])); break;
        }
        return {};
    }

private:
    EinsumTerms terms_;
    std::unique_ptr<graph::Kernel> product_;
    bool isProduct_{false};
    DataType type_{DataType::kFLOAT};
    ContractionLoops loops_;
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeEinsumCpu(
    EinsumTerms const& terms, graph::KernelRequest const& request)
{
    std::unique_ptr<graph::Kernel> product;
    if (request.candidate.outputs[0].type == DataType::kFLOAT && terms.inputs.size() == 2)
    {
        auto build = [terms](std::span<graph::TensorDesc const> inputs,
                         std::span<graph::TensorDesc const>) -> graph::Result<devices::onednn::Program> {
            // Shapes are not trusted here.
            for (size_t i = 0; i < inputs.size(); ++i)
            {
                if (inputs[i].dims.nbDims != static_cast<int32_t>(terms.inputs[i].size()))
                {
                    return devices::onednn::Program();
                }
            }
            auto const found = stridedProductOf(terms, inputs);
            return found ? buildStridedProduct(*found) : devices::onednn::Program();
        };
        TENON_ASSIGN(product, makeProgramKernel(request, std::move(build)));
    }
    return std::unique_ptr<graph::Kernel>(std::make_unique<EinsumKernel>(terms, std::move(product)));
}

} // namespace tenon::ops
