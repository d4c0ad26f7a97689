// y[o…] = Σ over s… of Π inputs: letters of the output are outer loops, all others are summed over.
//
// Threads:   a thread for each element of the output; where many are summed for few outputs, a warp.
// Memory:    each input is read as often as its letters' complement has steps, from the caches; no copies are made.
// Accuracy:  floats are multiplied in fp32 and summed in double; integers wrap around.
#include "ops/einsum/einsum_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

using Letters = EinsumProblem::Letters;

__device__ __forceinline__ void addOffsets(Letters const& letters, int32_t inputs, int64_t index, int64_t* offsets)
{
    for (int32_t l = letters.count - 1; l >= 0; --l)
    {
        int64_t const outer = l == 0 ? 0 : index / letters.size[l];
        int64_t const step = index - outer * letters.size[l];
        index = outer;
        for (int32_t i = 0; i < EinsumProblem::kMaxInputs; ++i)
        {
            offsets[i] += i < inputs ? step * letters.stride[l][i] : 0;
        }
    }
}

struct EinsumData
{
    void const* input[EinsumProblem::kMaxInputs];
};

//! What products and sums are formed in.
template <typename T>
struct EinsumTypes
{
    using Product = float;
    using Sum = double;
};
template <>
struct EinsumTypes<int32_t>
{
    using Product = uint32_t;
    using Sum = uint32_t;
};
template <>
struct EinsumTypes<int64_t>
{
    using Product = uint64_t;
    using Sum = uint64_t;
};

//! kThreads threads of a warp share an output.
template <typename T, int32_t kThreads>
struct Contraction
{
    EinsumProblem problem;
    EinsumData data;
    T* out;

    __device__ __forceinline__ void operator()(int64_t thread) const
    {
        using Product = typename EinsumTypes<T>::Product;
        using Sum = typename EinsumTypes<T>::Sum;
        int64_t const output = thread / kThreads;
        int64_t base[EinsumProblem::kMaxInputs]{};
        addOffsets(problem.outer, problem.inputs, output, base);
        Sum sum{};
        for (int64_t s = thread % kThreads; s < problem.summed.volume; s += kThreads)
        {
            int64_t at[EinsumProblem::kMaxInputs]{base[0], base[1], base[2], base[3]};
            addOffsets(problem.summed, problem.inputs, s, at);
            auto product = static_cast<Product>(1);
#pragma unroll
            for (int32_t i = 0; i < EinsumProblem::kMaxInputs; ++i)
            {
                if (i < problem.inputs)
                {
                    product *= static_cast<Product>(cuda::computed(static_cast<T const*>(data.input[i])[at[i]]));
                }
            }
            sum += static_cast<Sum>(product);
        }
        for (int32_t offset = kThreads / 2; offset > 0; offset /= 2)
        {
            sum += __shfl_xor_sync(0xFFFFFFFFU, sum, offset);
        }
        if (thread % kThreads == 0)
        {
            if constexpr (std::is_integral_v<T>)
            {
                out[output] = static_cast<T>(sum);
            }
            else
            {
                out[output] = cuda::Stored<T>::from(static_cast<float>(sum));
            }
        }
    }
};

} // namespace

cudaError_t launchEinsum(EinsumProblem const& problem, void const* const* inputs, void* out, cudaStream_t stream)
{
    EinsumData data{};
    for (int32_t i = 0; i < problem.inputs; ++i)
    {
        data.input[i] = inputs[i];
    }
    return cuda::withNumber(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        // Whole warps, so that all lanes of a shuffle are there.
        bool const warps = problem.summed.volume >= 64 && problem.outer.volume < int64_t{1} << 20;
        return warps
            ? launchEach(problem.outer.volume * 32, Contraction<T, 32>{problem, data, static_cast<T*>(out)}, stream)
            : launchEach(problem.outer.volume, Contraction<T, 1>{problem, data, static_cast<T*>(out)}, stream);
    });
}

} // namespace tenon::ops
