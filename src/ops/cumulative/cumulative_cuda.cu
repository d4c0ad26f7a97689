// y[i] = Σ x[j] over j ≤ i (exclusive: j < i; reverse: from the end).
//
// Threads:   runs that are contiguous: a block each, which scans a tile of 1,024 elements after the other (CUB's block scan). Runs across: a thread
//            each, neighbours side by side.
// Memory:    x is read once and y written once.
// Accuracy:  contiguous: fp32 sums as trees within a tile; across: in order. Integers wrap around.
#include "ops/cumulative/cumulative_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

#include <cub/block/block_scan.cuh>

namespace tenon::ops
{
namespace
{

constexpr int32_t kScanThreads = 256;
constexpr int32_t kScanItems = 4;
constexpr int32_t kScanTile = kScanThreads * kScanItems;

//! What sums are formed in: unsigned integers wrap around without further ado.
template <typename T>
struct SumOf
{
    using Type = std::conditional_t<std::is_same_v<T, int32_t>, uint32_t,
        std::conditional_t<std::is_same_v<T, int64_t>, uint64_t, float>>;
};

template <typename T>
__global__ void __launch_bounds__(kScanThreads) scanRuns(T const* x, T* y, int64_t size, bool exclusive, bool reverse)
{
    using Sum = typename SumOf<T>::Type;
    using Scan = cub::BlockScan<Sum, kScanThreads>;
    __shared__ typename Scan::TempStorage storage;
    T const* const from = x + static_cast<int64_t>(blockIdx.x) * size;
    T* const to = y + static_cast<int64_t>(blockIdx.x) * size;
    Sum before{};
    for (int64_t first = 0; first < size; first += kScanTile)
    {
        Sum values[kScanItems];
        Sum sums[kScanItems];
        int64_t const mine = first + static_cast<int64_t>(threadIdx.x) * kScanItems;
#pragma unroll
        for (int32_t i = 0; i < kScanItems; ++i)
        {
            int64_t const at = mine + i;
            values[i] = at < size ? static_cast<Sum>(cuda::computed(from[reverse ? size - 1 - at : at])) : Sum{};
        }
        Sum total{};
        Scan(storage).ExclusiveSum(values, sums, total);
#pragma unroll
        for (int32_t i = 0; i < kScanItems; ++i)
        {
            int64_t const at = mine + i;
            if (at < size)
            {
                Sum const sum = before + sums[i] + (exclusive ? Sum{} : values[i]);
                to[reverse ? size - 1 - at : at] = cuda::Stored<T>::from(sum);
            }
        }
        before += total;
        __syncthreads(); // the storage is used again
    }
}

template <typename T>
struct RunAcross
{
    CumulativeProblem problem;
    T const* x;
    T* y;

    __device__ __forceinline__ void operator()(int64_t run) const
    {
        using Sum = typename SumOf<T>::Type;
        int64_t const first = run / problem.inner * problem.size * problem.inner + run % problem.inner;
        Sum sum{};
        for (int64_t s = 0; s < problem.size; ++s)
        {
            int64_t const at = first + (problem.reverse ? problem.size - 1 - s : s) * problem.inner;
            Sum const value = static_cast<Sum>(cuda::computed(x[at]));
            y[at] = cuda::Stored<T>::from(problem.exclusive ? sum : sum + value);
            sum += value;
        }
    }
};

} // namespace

cudaError_t launchCumulative(CumulativeProblem const& problem, void const* x, void* y, cudaStream_t stream)
{
    if (problem.outer * problem.size * problem.inner == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withNumber(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        auto const* const from = static_cast<T const*>(x);
        auto* const to = static_cast<T*>(y);
        if (problem.inner != 1)
        {
            return launchEach(problem.outer * problem.inner, RunAcross<T>{problem, from, to}, stream);
        }
        scanRuns<T><<<static_cast<uint32_t>(problem.outer), kScanThreads, 0, stream>>>(
            from, to, problem.size, problem.exclusive, problem.reverse);
        return cudaPeekAtLastError();
    });
}

} // namespace tenon::ops
