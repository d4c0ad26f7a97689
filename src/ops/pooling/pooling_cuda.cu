// out[o] = max or Σ / count over the elements of in that the window at o covers
//
// Threads:   one an output, neighbours side by side; windows of kWideWindow elements and more have a warp each, whose lanes take every 32nd
//            of the window's elements.
// Memory:    each element of the input is read once from memory, and as often as windows cover it from the caches.
// Accuracy:  fp32 sums, in order (by a warp: as a tree).
#include "ops/pooling/pooling_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"

namespace tenon::ops
{
namespace
{

using nvinfer1::PoolingType;

constexpr int32_t kThreads = 256;
constexpr int32_t kWarp = 32;
constexpr int64_t kWideWindow = 64;

//! Along one axis: what of the input a window covers, and how many elements it counts.
struct Span
{
    int64_t begin, end;
    float counted;
};

__device__ __forceinline__ Span spanOf(CudaPooling::Axis const& axis, int64_t o, bool countPadding)
{
    int64_t const begin = o * axis.stride - axis.pre;
    int64_t const end = begin + axis.size;
    int64_t const low = countPadding ? -axis.pre : 0;
    int64_t const high = countPadding ? axis.in + axis.post : axis.in;
    int64_t const counted = min(end, high) - max(begin, low);
    int64_t const first = max(begin, int64_t{0});
    return {first, max(min(end, axis.in), first), static_cast<float>(max(counted, int64_t{0}))};
}

template <typename T, bool kWholeWarp>
__global__ void __launch_bounds__(kThreads)
    pool(T const* in, T* out, __grid_constant__ CudaPooling const problem, int64_t outputs)
{
    constexpr int32_t kLanes = kWholeWarp ? kWarp : 1;
    int64_t const index = (static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x) / kLanes;
    if (index >= outputs)
    {
        return;
    }
    CudaPooling::Axis const& depth = problem.axes[0];
    CudaPooling::Axis const& height = problem.axes[1];
    CudaPooling::Axis const& width = problem.axes[2];
    int64_t rest = index;
    Span const x = spanOf(width, rest % width.out, problem.countPadding);
    rest /= width.out;
    Span const y = spanOf(height, rest % height.out, problem.countPadding);
    rest /= height.out;
    Span const z = spanOf(depth, rest % depth.out, problem.countPadding);
    T const* const plane = in + rest / depth.out * (depth.in * height.in * width.in);

    float largest = -INFINITY;
    float sum = 0.0F;
    auto const take = [&](int64_t zAt, int64_t yAt, int64_t xAt) {
        float const value = cuda::computed(plane[(zAt * height.in + yAt) * width.in + xAt]);
        largest = largest < value ? value : largest;
        sum += value;
    };
    if constexpr (kWholeWarp)
    {
        int64_t const rows = y.end - y.begin;
        int64_t const columns = x.end - x.begin;
        for (int64_t i = threadIdx.x % kWarp; i < (z.end - z.begin) * rows * columns; i += kWarp)
        {
            take(z.begin + i / columns / rows, y.begin + i / columns % rows, x.begin + i % columns);
        }
#pragma unroll
        for (int32_t offset = kWarp / 2; offset > 0; offset /= 2)
        {
            float const other = __shfl_xor_sync(0xFFFFFFFFU, largest, offset);
            largest = largest < other ? other : largest;
            sum += __shfl_xor_sync(0xFFFFFFFFU, sum, offset);
        }
    }
    else
    {
        for (int64_t zAt = z.begin; zAt < z.end; ++zAt)
        {
            for (int64_t yAt = y.begin; yAt < y.end; ++yAt)
            {
                for (int64_t xAt = x.begin; xAt < x.end; ++xAt)
                {
                    take(zAt, yAt, xAt);
                }
            }
        }
    }
    float const counted = z.counted * y.counted * x.counted;
    float const average = counted > 0.0F ? sum / counted : 0.0F;
    float result = problem.type == PoolingType::kMAX ? largest : average;
    if (problem.type == PoolingType::kMAX_AVERAGE_BLEND)
    {
        result = (1.0F - problem.blendFactor) * largest + problem.blendFactor * average;
    }
    if (!kWholeWarp || threadIdx.x % kWarp == 0)
    {
        out[index] = cuda::Stored<T>::from(result);
    }
}

} // namespace

cudaError_t launchPooling(
    CudaPooling const& problem, nvinfer1::DataType type, void const* in, void* out, cudaStream_t stream)
{
    int64_t outputs = problem.planes;
    int64_t window = 1;
    for (CudaPooling::Axis const& axis : problem.axes)
    {
        outputs *= axis.out;
        window *= axis.size;
    }
    if (outputs == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    bool const wide = window >= kWideWindow;
    auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(outputs * (wide ? kWarp : 1), kThreads));
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        auto const* const from = static_cast<T const*>(in);
        auto* const to = static_cast<T*>(out);
        wide ? pool<T, true><<<blocks, kThreads, 0, stream>>>(from, to, problem, outputs)
             : pool<T, false><<<blocks, kThreads, 0, stream>>>(from, to, problem, outputs);
        return cudaPeekAtLastError();
    });
}

} // namespace tenon::ops
