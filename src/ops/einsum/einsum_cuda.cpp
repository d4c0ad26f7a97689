#include "ops/einsum/einsum.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/common/matrix_product_cuda.h"
#include "ops/einsum/einsum_cuda.h"
#include "ops/einsum/einsum_loops.h"

#include <algorithm>
#include <map>

namespace tenon::ops
{

using base::Dims;
using base::Result;
using base::Status;

namespace
{

base::Status addLetter(EinsumProblem::Letters& letters, EinsumLetter const& letter)
{
    letters.volume *= letter.size;
    if (letter.size == 1)
    {
        return {};
    }
    if (letters.count == EinsumProblem::kMaxLetters)
    {
        return base::notImplemented("einsum on CUDA with more than {} letters on one side", EinsumProblem::kMaxLetters);
    }
    letters.size[letters.count] = letter.size;
    for (int32_t i = 0; i < EinsumProblem::kMaxInputs; ++i)
    {
        letters.stride[letters.count][i] = letter.strides[static_cast<size_t>(i)];
    }
    ++letters.count;
    return {};
}

//! An equation of two inputs that is one product of matrices for each step of the letters that all three terms begin with: A is [batch, m, k] or
//! [batch, k, m], B [batch, k, n] or [batch, n, k], the output [batch, m, n]; each of these may be several letters.
struct ProductPattern
{
    bool swapped{false}; //!< input 1 is A
    std::string batch, m, n, k;
    bool transposeA{false}, transposeB{false};
};

std::string lettersOf(
    std::string const& term, std::string const& other, bool inOther, std::string const& third, bool inThird)
{
    std::string found;
    for (char const letter : term)
    {
        bool const fits = (other.find(letter) != std::string::npos) == inOther
            && (third.find(letter) != std::string::npos) == inThird;
        found += fits ? std::string(1, letter) : std::string();
    }
    return found;
}

std::optional<ProductPattern> patternOf(std::string const& a, std::string const& b, std::string const& out)
{
    ProductPattern pattern;
    pattern.batch = lettersOf(out, a, true, b, true);
    pattern.m = lettersOf(out, a, true, b, false);
    pattern.n = lettersOf(out, a, false, b, true);
    pattern.k = lettersOf(a, b, true, out, false);
    pattern.transposeA = a != pattern.batch + pattern.m + pattern.k;
    pattern.transposeB = b != pattern.batch + pattern.k + pattern.n;
    bool const fits = !pattern.k.empty() && out == pattern.batch + pattern.m + pattern.n
        && (!pattern.transposeA || a == pattern.batch + pattern.k + pattern.m)
        && (!pattern.transposeB || b == pattern.batch + pattern.n + pattern.k);
    return fits ? std::optional(pattern) : std::nullopt;
}

std::optional<ProductPattern> patternOf(EinsumTerms const& terms)
{
    if (terms.inputs.size() != 2)
    {
        return std::nullopt;
    }
    auto pattern = patternOf(terms.inputs[0], terms.inputs[1], terms.output);
    if (!pattern && (pattern = patternOf(terms.inputs[1], terms.inputs[0], terms.output)))
    {
        pattern->swapped = true;
    }
    return pattern;
}

//! Sizes of a pattern for dims of A and B; nullopt where a letter has two sizes (one is 1, which is repeated).
std::optional<ProductSizes> sizesOf(
    ProductPattern const& pattern, std::string const& a, std::string const& b, Dims const& dimsA, Dims const& dimsB)
{
    std::map<char, int64_t> sizes;
    for (auto const& [term, dims] : {std::pair(&a, &dimsA), std::pair(&b, &dimsB)})
    {
        for (size_t d = 0; d < term->size(); ++d)
        {
            auto const [it, added] = sizes.emplace((*term)[d], dims->d[d]);
            if (!added && it->second != dims->d[d])
            {
                return std::nullopt;
            }
        }
    }
    auto const volume = [&](std::string const& letters) {
        int64_t all = 1;
        for (char const letter : letters)
        {
            all *= sizes.at(letter);
        }
        return all;
    };
    ProductSizes made{
        {}, {}, volume(pattern.m), volume(pattern.n), volume(pattern.k), pattern.transposeA, pattern.transposeB};
    for (char const letter : pattern.batch)
    {
        made.batchA.push_back(sizes.at(letter));
    }
    made.batchB = made.batchA;
    return made;
}

//! cuBLASLt where the equation is a product of matrices, our kernel for all others.
class EinsumCudaKernel final : public graph::Kernel
{
public:
    EinsumCudaKernel(EinsumTerms terms, std::optional<ProductPattern> pattern, std::unique_ptr<graph::Kernel> product,
        int32_t ordinal)
        : terms_(std::move(terms))
        , pattern_(std::move(pattern))
        , product_(std::move(product))
        , ordinal_(ordinal)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        std::unique_ptr<graph::Kernel> product;
        if (product_ != nullptr)
        {
            TENON_ASSIGN(product, product_->clone(resources));
        }
        return std::unique_ptr<graph::Kernel>(
            std::make_unique<EinsumCudaKernel>(terms_, pattern_, std::move(product), ordinal_));
    }

    size_t maxWorkspaceBytes() const override { return product_ == nullptr ? 0 : product_->maxWorkspaceBytes(); }

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        TENON_ASSIGN(ContractionLoops const loops, contractionLoopsOf(terms_, inputs));
        isProduct_ = product_ != nullptr && productSizes(inputs).has_value();
        if (isProduct_)
        {
            graph::TensorDesc const ordered[]{inputs[first()], inputs[1 - first()]};
            return product_->setShapes(ordered, outputs);
        }
        problem_ = {};
        problem_.inputs = static_cast<int32_t>(inputs.size());
        problem_.type = outputs[0].type;
        for (EinsumLetter const& letter : loops.outer)
        {
            TENON_CHECK(addLetter(problem_.outer, letter));
        }
        for (EinsumLetter const& letter : loops.summed)
        {
            TENON_CHECK(addLetter(problem_.summed, letter));
        }
        return addLetter(problem_.summed, loops.innermost);
    }

    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        if (isProduct_)
        {
            void const* const ordered[]{inputs[first()], inputs[1 - first()]};
            return product_->enqueue(ordered, outputs, workspace, stream);
        }
        return devices::checkCuda(launchEinsum(problem_, inputs, outputs[0], static_cast<cudaStream_t>(stream)),
            "launching einsum", ordinal_);
    }

private:
    //! Which input is A.
    size_t first() const { return pattern_->swapped ? 1 : 0; }

    std::optional<ProductSizes> productSizes(std::span<graph::TensorDesc const> inputs) const
    {
        return sizesOf(*pattern_, terms_.inputs[first()], terms_.inputs[1 - first()], inputs[first()].dims,
            inputs[1 - first()].dims);
    }

    EinsumTerms terms_;
    std::optional<ProductPattern> pattern_;
    std::unique_ptr<graph::Kernel> product_;
    int32_t ordinal_;
    bool isProduct_{false};
    EinsumProblem problem_{};
};

//! Null where the equation, or its type, is none for a product.
Result<std::unique_ptr<graph::Kernel>> makeEinsumProduct(
    EinsumTerms const& terms, std::optional<ProductPattern> const& pattern, graph::KernelRequest const& request)
{
    graph::Candidate const& candidate = request.candidate;
    base::DataType const type = candidate.outputs[0].type;
    bool const oneType =
        std::ranges::all_of(candidate.inputs, [&](graph::TypeFormat const& each) { return each.type == type; });
    if (!pattern || !oneType || !base::isFloating(type))
    {
        return std::unique_ptr<graph::Kernel>();
    }
    graph::KernelRequest ordered = request;
    if (pattern->swapped)
    {
        std::swap(ordered.candidate.inputs[0], ordered.candidate.inputs[1]);
        for (graph::ProfileRanges& profile : ordered.profiles)
        {
            std::swap(profile.inputs[0], profile.inputs[1]);
        }
    }
    std::string const a = terms.inputs[pattern->swapped ? 1 : 0];
    std::string const b = terms.inputs[pattern->swapped ? 0 : 1];
    CudaProductOperands operands;
    operands.type = type;
    auto const sizesFor = [pattern = *pattern, a, b](std::span<Dims const> dims) -> Result<ProductSizes> {
        // Where a size of 1 is repeated, another kernel runs.
        auto const sizes = sizesOf(pattern, a, b, dims[0], dims[1]);
        return sizes ? *sizes : ProductSizes{};
    };
    return makeProductCuda(std::move(operands), sizesFor, ordered);
}

} // namespace

bool contractsOnCuda(EinsumTerms const& terms)
{
    return terms.inputs.size() <= static_cast<size_t>(EinsumProblem::kMaxInputs);
}

Result<std::unique_ptr<graph::Kernel>> makeEinsumCuda(EinsumTerms const& terms, graph::KernelRequest const& request)
{
    auto const pattern = patternOf(terms);
    TENON_ASSIGN(auto product, makeEinsumProduct(terms, pattern, request));
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<EinsumCudaKernel>(terms, pattern, std::move(product), request.device->ordinal()));
}

} // namespace tenon::ops
#endif // TENON_CUDA
