// Copies into shared memory that threads do not wait for.
#pragma once

#include <cuda_pipeline.h>

namespace tenon::plugins
{

//! At once where T has another size than 4, 8 or 16 bytes.
template <typename T>
__device__ __forceinline__ void copyAsync(T* shared, T const* global)
{
    if constexpr (sizeof(T) == 4 || sizeof(T) == 8 || sizeof(T) == 16)
    {
        __pipeline_memcpy_async(shared, global, sizeof(T));
    }
    else
    {
        *shared = *global;
    }
}

//! The same for 4, 8 or 16 bytes; zeros where there is nothing to copy, but `global` is an address to read from.
template <typename T>
__device__ __forceinline__ void copyAsyncOrZero(T* shared, T const* global, bool isThere)
{
    __pipeline_memcpy_async(shared, global, sizeof(T), isThere ? 0 : sizeof(T));
}

//! Ends a group of this thread's copies.
__device__ __forceinline__ void endCopies()
{
    __pipeline_commit();
}

//! Until all but the last `groups` groups of this thread have arrived; other threads see them behind a barrier.
__device__ __forceinline__ void waitForCopies(uint32_t groups)
{
    __pipeline_wait_prior(groups);
}

} // namespace tenon::plugins
