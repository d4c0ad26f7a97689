#include "api/user_memory.h"

namespace tenon::api
{

devices::Result<devices::Buffer> UserMemory::allocate(size_t bytes)
{
    // The asynchronous form: an allocator that has only the other one forwards to it. The default stream orders it before all use.
    size_t const asked = bytes == 0 ? devices::kAlignmentBytes : bytes;
    void* const data = allocator_.allocateAsync(asked, devices::kAlignmentBytes, 0, nullptr);
    if (data == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION, "IGpuAllocator: expected {} bytes, found a null pointer", asked);
    }
    devices::Buffer memory(*this, data, bytes);
    if (reinterpret_cast<uintptr_t>(data) % devices::kAlignmentBytes != 0)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION, "IGpuAllocator: expected an address that is a multiple of {}, as asked, found {}",
            devices::kAlignmentBytes, fmt::ptr(data));
    }
    bool const onCpu = device_.kind() == devices::DeviceKind::kCPU;
    devices::PointerKind const kind = device_.pointerKind(data);
    if (kind == (onCpu ? devices::PointerKind::kDEVICE : devices::PointerKind::kHOST))
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION, "IGpuAllocator: expected memory of {}, found a pointer into {} memory",
            device_.description(), onCpu ? "a GPU's" : "host");
    }
    // What was allocated in the default stream's order is used in other streams.
    TENON_CHECK(device_.synchronize(nullptr));
    return memory;
}

void UserMemory::release(void* data, size_t) noexcept
{
    static_cast<void>(allocator_.deallocateAsync(data, nullptr));
}

} // namespace tenon::api
