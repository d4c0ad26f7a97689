// Device memory from the user's IGpuAllocator or IGpuAsyncAllocator.
#pragma once

#include "devices/device.h"

#include <NvInferRuntime.h>

#include <map>
#include <mutex>

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

//! An allocator over a device's own memory: what plugins are given where the user has set none. Thread safety: any thread.
class DeviceAllocator final : public nvinfer1::IGpuAllocator
{
public:
    explicit DeviceAllocator(devices::Device& device)
        : device_(device)
    {
    }
    ~DeviceAllocator() noexcept override = default;

    //! Null where there is no such memory.
    void* allocate(uint64_t size, uint64_t alignment, nvinfer1::AllocatorFlags flags) noexcept override;
    bool deallocate(void* memory) noexcept override;

private:
    devices::Device& device_;
    std::mutex mutex_;
    std::map<void*, devices::Buffer> buffers_;
};

//! One for each device, never destroyed: plugins may hold memory of it as long as they like.
DeviceAllocator& deviceAllocator(devices::Device& device);

//! Null for a null allocator: memory then comes from the device.
inline std::shared_ptr<devices::MemorySource> userMemory(nvinfer1::IGpuAllocator* allocator, devices::Device& device)
{
    return allocator == nullptr ? nullptr : std::make_shared<UserMemory>(*allocator, device);
}

} // namespace tenon::api
