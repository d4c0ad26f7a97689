// Kernels that want more shared memory than 48 KiB.
#pragma once

#include <cuda_runtime.h>

#include <atomic>
#include <cstdint>

namespace tenon::plugins
{

//! Lets a kernel have that many bytes on the calling thread's device, once for each of them; false where it cannot: the CUDA error is left for the
//! host to see. Thread safety: any thread.
template <auto kKernel>
bool allowShared(int64_t bytes)
{
    static std::atomic<uint64_t> allowed{0}; // a bit a device
    int device = 0;
    if (cudaGetDevice(&device) != cudaSuccess)
    {
        return false;
    }
    uint64_t const bit = device < 64 ? uint64_t{1} << device : 0;
    if ((allowed.load(std::memory_order_relaxed) & bit) != 0)
    {
        return true;
    }
    if (cudaFuncSetAttribute(kKernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes))
        != cudaSuccess)
    {
        return false;
    }
    allowed.fetch_or(bit, std::memory_order_relaxed);
    return true;
}

} // namespace tenon::plugins
