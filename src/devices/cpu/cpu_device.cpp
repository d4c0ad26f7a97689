#include "base/checked.h"
#include "devices/cuda/foreign_pointer.h"
#include "devices/device.h"

#include <hwy/targets.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace tenon::devices
{
namespace
{

class CpuDevice final : public Device
{
public:
    DeviceKind kind() const override { return DeviceKind::kCPU; }

    std::string description() const override
    {
        // The best target that this processor has decides which kernels run.
        int64_t const best = hwy::SupportedTargets() & -hwy::SupportedTargets();
        return fmt::format("cpu {}", hwy::TargetName(best));
    }

    Result<Buffer> allocate(size_t bytes) override
    {
        if (bytes > SIZE_MAX - kAlignmentBytes)
        {
            return base::error(base::ErrorCode::kFAILED_ALLOCATION, "cpu: cannot allocate {} bytes", bytes);
        }
        size_t const rounded = base::alignUp(bytes == 0 ? size_t{1} : bytes, kAlignmentBytes);
        void* const data = std::aligned_alloc(kAlignmentBytes, rounded);
        if (data == nullptr)
        {
            return base::error(base::ErrorCode::kFAILED_ALLOCATION,
                "cpu: expected {} bytes of memory, found fewer free; lower the profile's maximum shapes or the workspace limit",
                rounded);
        }
        return Buffer(*this, data, bytes);
    }

    Status copy(void* destination, void const* source, size_t bytes, StreamHandle) override
    {
        if (bytes != 0)
        {
            std::memcpy(destination, source, bytes);
        }
        return {};
    }

    Status fill(void* destination, int byte, size_t bytes, StreamHandle) override
    {
        if (bytes != 0)
        {
            std::memset(destination, byte, bytes);
        }
        return {};
    }

    Status synchronize(StreamHandle) override { return {}; }

    PointerKind pointerKind(void const* pointer) const override { return pointerKindByDriver(pointer); }

    Result<Event> makeEvent(bool) override { return Event(*this, new Clock::time_point(Clock::now())); }
    using Device::record;
    Status record(void* event, StreamHandle) override
    {
        *static_cast<Clock::time_point*>(event) = Clock::now();
        return {};
    }
    Status wait(Event const&) override { return {}; }
    Result<float> millisecondsBetween(Event const& from, Event const& to) override
    {
        auto const at = [](Event const& event) { return *static_cast<Clock::time_point*>(event.handle()); };
        return std::chrono::duration<float, std::milli>(at(to) - at(from)).count();
    }

protected:
    void release(void* data, size_t) noexcept override { std::free(data); }
    void destroyEvent(void* handle) noexcept override { delete static_cast<Clock::time_point*>(handle); }

private:
    using Clock = std::chrono::steady_clock;
};

} // namespace

Device& cpuDevice()
{
    // Never destroyed: buffers of static objects may outlive any order of destruction.
    static CpuDevice* const device = new CpuDevice;
    return *device;
}

} // namespace tenon::devices
