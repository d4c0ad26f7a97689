// y[r, c] = exp(x[r, c] − max) / Σ over c < bounds[r]; 0 behind.
//
// Threads:   a block a row.
// Memory:    a row is read three times, through the caches, and written once.
// Accuracy:  exponentials in fp32, sums as trees.
#include "ops/ragged_softmax/ragged_softmax_cuda.h"

#include "ops/common/block_reduce_cuda.cuh"
#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

constexpr int32_t kRaggedThreads = 256;

template <typename T>
__global__ void __launch_bounds__(kRaggedThreads)
    softMaxOfRaggedRows(T const* x, Integers bounds, T* y, int64_t columns)
{
    __shared__ float maxima[kRaggedThreads / 32], sums[kRaggedThreads / 32];
    T const* const from = x + static_cast<int64_t>(blockIdx.x) * columns;
    T* const to = y + static_cast<int64_t>(blockIdx.x) * columns;
    int64_t const bound = bounds[blockIdx.x];
    int64_t const count = bound < 0 ? 0 : bound > columns ? columns : bound;
    float largest = -INFINITY;
    for (int64_t i = threadIdx.x; i < count; i += kRaggedThreads)
    {
        largest = fmaxf(largest, cuda::computed(from[i]));
    }
    largest = cuda::overBlock<kRaggedThreads>(largest, maxima, cuda::MaximumOfTwo());
    float sum = 0.0F;
    for (int64_t i = threadIdx.x; i < count; i += kRaggedThreads)
    {
        sum += expf(cuda::computed(from[i]) - largest);
    }
    float const factor = 1.0F / cuda::overBlock<kRaggedThreads>(sum, sums, cuda::SumOfTwo());
    for (int64_t i = threadIdx.x; i < columns; i += kRaggedThreads)
    {
        to[i] = cuda::Stored<T>::from(i < count ? expf(cuda::computed(from[i]) - largest) * factor : 0.0F);
    }
}

} // namespace

cudaError_t launchRaggedSoftMax(
    RaggedSoftMaxProblem const& problem, void const* x, void const* bounds, void* y, cudaStream_t stream)
{
    if (problem.rows == 0 || problem.columns == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        softMaxOfRaggedRows<T><<<static_cast<uint32_t>(problem.rows), kRaggedThreads, 0, stream>>>(
            static_cast<T const*>(x), Integers{bounds, problem.wideBounds}, static_cast<T*>(y), problem.columns);
        return cudaPeekAtLastError();
    });
}

} // namespace tenon::ops
