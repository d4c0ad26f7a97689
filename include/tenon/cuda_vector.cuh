// What kernels that live on the memory's speed have in common: accesses of 16 bytes, conversions around them, launch shapes.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_VECTOR_CUH
#define TENON_CUDA_VECTOR_CUH

#if !defined(__CUDACC__)
#error "tenon/cuda_vector.cuh is for sources that nvcc compiles"
#endif
#if !defined(__cplusplus) || (__cplusplus < 201703L)
#error "tenon/cuda_vector.cuh needs C++17 or later (-std=c++17)"
#endif

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <atomic>
#include <cstdint>

namespace tenon
{
namespace cuda
{

//! The widest access of one thread, in bytes.
constexpr int32_t kAccessBytes = 16;

//! Elements of 16 bytes, side by side.
template <typename T>
struct alignas(kAccessBytes) Vector
{
    static constexpr int32_t kLanes = kAccessBytes / static_cast<int32_t>(sizeof(T));
    T lane[kLanes];
};

//! Reads a vector that this kernel reads once and nobody writes. `from` is aligned. No hint keeps it out of the caches: measured on an H200, kernels
//! that follow each other are 1 to 6 % faster without, since the second-level cache holds a part of what the last one wrote.
template <typename T>
__device__ __forceinline__ Vector<T> loadOnce(T const* from)
{
    union
    {
        int4 bits;
        Vector<T> vector;
    } both;
    asm volatile("ld.global.nc.v4.s32 {%0, %1, %2, %3}, [%4];"
                 : "=r"(both.bits.x), "=r"(both.bits.y), "=r"(both.bits.z), "=r"(both.bits.w)
                 : "l"(from));
    return both.vector;
}

//! Reads a vector that is read again soon (weights). `from` is aligned.
template <typename T>
__device__ __forceinline__ Vector<T> loadCached(T const* from)
{
    union
    {
        int4 bits;
        Vector<T> vector;
    } both;
    both.bits = __ldg(reinterpret_cast<int4 const*>(from));
    return both.vector;
}

//! Writes a vector that this kernel does not read again; the next kernel may. `to` is aligned.
template <typename T>
__device__ __forceinline__ void storeOnce(T* to, Vector<T> const& vector)
{
    union
    {
        int4 bits;
        Vector<T> vector;
    } both;
    both.vector = vector;
    *reinterpret_cast<int4*>(to) = both.bits;
}

__device__ __forceinline__ float toFloat(float value)
{
    return value;
}
__device__ __forceinline__ float toFloat(__half value)
{
    return __half2float(value);
}
__device__ __forceinline__ float toFloat(__nv_bfloat16 value)
{
    return __bfloat162float(value);
}

//! The nearest value of type T, ties to even.
template <typename T>
__device__ __forceinline__ T fromFloat(float value);
template <>
__device__ __forceinline__ float fromFloat<float>(float value)
{
    return value;
}
template <>
__device__ __forceinline__ __half fromFloat<__half>(float value)
{
    return __float2half_rn(value);
}
template <>
__device__ __forceinline__ __nv_bfloat16 fromFloat<__nv_bfloat16>(float value)
{
    return __float2bfloat16_rn(value);
}

//! True if the address may be accessed 16 bytes at a time.
__host__ __device__ inline bool isAligned(void const* pointer)
{
    return reinterpret_cast<uintptr_t>(pointer) % kAccessBytes == 0;
}

//! Multiprocessors of the calling thread's device; 0 if the runtime cannot tell (its error is left for the host to see). Asked once a
//! device: the answer costs nanoseconds after that, also during the capture of a graph. Thread safety: any thread.
inline int32_t multiprocessorCount()
{
    constexpr int kKnownDevices = 64;
    static std::atomic<int32_t> known[kKnownDevices];
    int device = 0;
    if (cudaGetDevice(&device) != cudaSuccess)
    {
        return 0;
    }
    int count = device < kKnownDevices ? known[device].load(std::memory_order_relaxed) : 0;
    if (count == 0)
    {
        if (cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device) != cudaSuccess)
        {
            return 0;
        }
        if (device < kKnownDevices)
        {
            known[device].store(count, std::memory_order_relaxed);
        }
    }
    return count;
}

inline int64_t ceilDiv(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

} // namespace cuda
} // namespace tenon

#endif // TENON_CUDA_VECTOR_CUH
