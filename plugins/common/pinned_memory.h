// Host memory that kernels write into, so that the host needs no copy of what they have found.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

namespace tenon::plugins
{

//! Page-locked, at the same address on the host and on all GPUs. Copies begin without any, as clones of plugins want it. Thread safety: none.
class PinnedMemory
{
public:
    PinnedMemory() = default;
    PinnedMemory(PinnedMemory const&) noexcept {}
    PinnedMemory& operator=(PinnedMemory const&) noexcept { return *this; }
    ~PinnedMemory() { release(); }

    //! At least `bytes`; what was in it is lost where it grows. Null where the driver gives none. No kernel writes into it meanwhile.
    void* atLeast(size_t bytes)
    {
        if (bytes > size_)
        {
            release();
            bool const isThere =
                cudaHostAlloc(&data_, bytes, cudaHostAllocPortable | cudaHostAllocMapped) == cudaSuccess;
            data_ = isThere ? data_ : nullptr;
            size_ = isThere ? bytes : 0;
        }
        return data_;
    }

private:
    //! Without a call where there is nothing: the first one to the runtime makes a context.
    void release()
    {
        if (data_ != nullptr)
        {
            static_cast<void>(cudaFreeHost(data_));
        }
        data_ = nullptr;
        size_ = 0;
    }

    void* data_{nullptr};
    size_t size_{0};
};

} // namespace tenon::plugins
