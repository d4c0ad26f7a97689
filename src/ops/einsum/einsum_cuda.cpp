#include "ops/einsum/einsum.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/einsum/einsum_cuda.h"
#include "ops/einsum/einsum_loops.h"

namespace tenon::ops
{
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

struct EinsumWork
{
    EinsumTerms terms;
    EinsumProblem problem{};

    static constexpr char const* kName = "einsum";

    graph::Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        TENON_ASSIGN(ContractionLoops const loops, contractionLoopsOf(terms, inputs));
        problem = {};
        problem.inputs = static_cast<int32_t>(inputs.size());
        problem.type = outputs[0].type;
        for (EinsumLetter const& letter : loops.outer)
        {
            TENON_CHECK(addLetter(problem.outer, letter));
        }
        for (EinsumLetter const& letter : loops.summed)
        {
            TENON_CHECK(addLetter(problem.summed, letter));
        }
        return addLetter(problem.summed, loops.innermost);
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        return launchEinsum(problem, inputs, outputs[0], stream);
    }
};

} // namespace

bool contractsOnCuda(EinsumTerms const& terms)
{
    return terms.inputs.size() <= static_cast<size_t>(EinsumProblem::kMaxInputs);
}

std::unique_ptr<graph::Kernel> makeEinsumCuda(EinsumTerms const& terms, graph::KernelRequest const& request)
{
    return makeCudaKernel(EinsumWork{terms}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
