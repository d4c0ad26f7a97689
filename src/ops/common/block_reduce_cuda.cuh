// Reductions over the threads of a block.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace tenon::ops::cuda
{

struct SumOfTwo
{
    static constexpr float kNeutral = 0.0F;
    __device__ __forceinline__ float operator()(float a, float b) const { return a + b; }
};
struct MaximumOfTwo
{
    static constexpr float kNeutral = -INFINITY;
    __device__ __forceinline__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

//! The same result in all threads. All kThreads threads of the block call it; `shared` has one place a warp, and is used once.
template <int32_t kThreads, typename Combine>
__device__ __forceinline__ float overBlock(float value, float* shared, Combine const& combine)
{
    constexpr int32_t kLanes = 32;
#pragma unroll
    for (int32_t offset = kLanes / 2; offset > 0; offset /= 2)
    {
        value = combine(value, __shfl_xor_sync(0xFFFFFFFFU, value, offset));
    }
    if (threadIdx.x % kLanes == 0)
    {
        shared[threadIdx.x / kLanes] = value;
    }
    __syncthreads();
    int32_t const lane = static_cast<int32_t>(threadIdx.x) % kLanes;
    value = lane < kThreads / kLanes ? shared[lane] : Combine::kNeutral;
#pragma unroll
    for (int32_t offset = kLanes / 2; offset > 0; offset /= 2)
    {
        value = combine(value, __shfl_xor_sync(0xFFFFFFFFU, value, offset));
    }
    return value;
}

} // namespace tenon::ops::cuda
