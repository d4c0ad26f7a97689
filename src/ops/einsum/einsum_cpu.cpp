// y[o…] = Σ over s… of Π inputs: letters of the output are outer loops, all others are summed over.
//
// Loops:     the output's letters; in each, the letters summed over, whose last is the innermost loop.
// Threads:   elements of the output.
// Memory:    each input is read as often as its letters' complement has steps; no copies are made.
// Accuracy:  floats are multiplied in fp32 and summed in double; integers wrap around.
#include "ops/einsum/einsum.h"

#include "ops/common/rows.h"
#include "ops/einsum/einsum_loops.h"

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
    explicit EinsumKernel(EinsumTerms terms)
        : terms_(std::move(terms))
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<EinsumKernel>(terms_));
    }

    base::Status setShapes(
        std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        if (inputs.size() > kMostEinsumInputs)
        {
            return base::notImplemented("einsum of more than {} inputs (found {})", kMostEinsumInputs, inputs.size());
        }
        type_ = outputs[0].type;
        TENON_ASSIGN(loops_, contractionLoopsOf(terms_, inputs));
        return {};
    }

    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
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
    DataType type_{DataType::kFLOAT};
    ContractionLoops loops_;
};

} // namespace

std::unique_ptr<graph::Kernel> makeEinsumCpu(EinsumTerms const& terms)
{
    return std::make_unique<EinsumKernel>(terms);
}

} // namespace tenon::ops
