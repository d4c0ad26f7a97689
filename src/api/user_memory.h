// Device memory from the user's IGpuAllocator or IGpuAsyncAllocator.
#pragma once

#include "devices/device.h"

#include <NvInferRuntime.h>

namespace tenon::api
{

//! Thread safety: as the user's allocator, whose methods may be called from several threads. The allocator must outlive all memory.
class UserMemory final : public devices::MemorySource
{
public:
    UserMemory(nvinfer1::IGpuAllocator& allocator, devices::Device& device)
        : allocator_(allocator)
        , device_(device)
    {
    }

    //! Error where the allocator gives null, memory of the wrong kind or not aligned as asked.
    devices::Result<devices::Buffer> allocate(size_t bytes) override;

protected:
    void release(void* data, size_t bytes) noexcept override;

private:
    nvinfer1::IGpuAllocator& allocator_;
    devices::Device& device_;
};

//! Null for a null allocator: memory then comes from the device.
inline std::shared_ptr<devices::MemorySource> userMemory(nvinfer1::IGpuAllocator* allocator, devices::Device& device)
{
    return allocator == nullptr ? nullptr : std::make_shared<UserMemory>(*allocator, device);
}

} // namespace tenon::api
