#include "api/user_memory.h"

#include <memory>
#include <new>

namespace tenon::api
{

devices::Result<devices::Buffer> UserMemory::allocate(size_t bytes)
{
    // The asynchronous form: an allocator that has only the other one forwards to it. The default stream orders it before all use.
    size_t const asked = bytes == 0 ? devices::kAlignmentBytes : bytes;
    void* const data = allocator_.allocateAsync(asked, devices::kAlignmentBytes, 0, nullptr);
    if (data == nullptr)
    {
        return base::error(
            base::ErrorCode::kFAILED_ALLOCATION, "IGpuAllocator: expected {} bytes, found a null pointer", asked);
    }
    devices::Buffer memory(*this, data, bytes);
    if (reinterpret_cast<uintptr_t>(data) % devices::kAlignmentBytes != 0)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "IGpuAllocator: expected an address that is a multiple of {}, as asked, found {}", devices::kAlignmentBytes,
            fmt::ptr(data));
    }
    bool const onCpu = device_.kind() == devices::DeviceKind::kCPU;
    devices::PointerKind const kind = device_.pointerKind(data);
    if (kind == (onCpu ? devices::PointerKind::kDEVICE : devices::PointerKind::kHOST))
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "IGpuAllocator: expected memory of {}, found a pointer into {} memory", device_.description(),
            onCpu ? "a GPU's" : "host");
    }
    // What was allocated in the default stream's order is used in other streams.
    TENON_CHECK(device_.synchronize(nullptr));
    return memory;
}

void UserMemory::release(void* data, size_t) noexcept
{
    static_cast<void>(allocator_.deallocateAsync(data, nullptr));
}

void* DeviceAllocator::allocate(uint64_t size, uint64_t alignment, nvinfer1::AllocatorFlags) noexcept
{
    // What devices give is aligned to kAlignmentBytes; nothing asks for more.
    bool const isPower = (alignment & (alignment - 1)) == 0;
    if (size == 0 || size > SIZE_MAX / 2 || !isPower || alignment > devices::kAlignmentBytes)
    {
        return nullptr;
    }
    try
    {
        auto memory = device_.allocate(size);
        if (!memory.ok())
        {
            return nullptr;
        }
        void* const address = memory->data();
        std::lock_guard const lock(mutex_);
        buffers_.emplace(address, *std::move(memory));
        return address;
    }
    catch (std::bad_alloc const&)
    {
        return nullptr;
    }
}

bool DeviceAllocator::deallocate(void* memory) noexcept
{
    std::lock_guard const lock(mutex_);
    return memory == nullptr || buffers_.erase(memory) == 1;
}

DeviceAllocator& deviceAllocator(devices::Device& device)
{
    static std::mutex mutex;
    static auto* const all = new std::map<devices::Device*, std::unique_ptr<DeviceAllocator>>;
    std::lock_guard const lock(mutex);
    std::unique_ptr<DeviceAllocator>& one = (*all)[&device];
    if (one == nullptr)
    {
        one = std::make_unique<DeviceAllocator>(device);
    }
    return *one;
}

} // namespace tenon::api
