// Sums over a block of threads.
#pragma once

#include <cstdint>

namespace tenon::plugins
{

template <typename Number>
__device__ __forceinline__ Number warpSum(Number value)
{
#pragma unroll
    for (int32_t offset = 16; offset > 0; offset /= 2)
    {
        value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
    }
    return value;
}

//! The sum over a block of at most 1,024 threads, whole warps of them, on all threads. `shared`: 32 numbers, one's own for each sum in a row.
template <typename Number>
__device__ __forceinline__ Number blockSum(Number value, Number* shared)
{
    value = warpSum(value);
    if (threadIdx.x % 32 == 0)
    {
        shared[threadIdx.x / 32] = value;
    }
    __syncthreads();
    return warpSum(threadIdx.x % 32 < blockDim.x / 32 ? shared[threadIdx.x % 32] : Number{});
}

} // namespace tenon::plugins
