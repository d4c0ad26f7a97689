// A GPU that is none, for tests on machines without one: memory of its own that the CPU must not read (its bytes lie there inverted),
// streams whose work is done at once.
#pragma once

#include "devices/device.h"

#include <cstring>
#include <map>
#include <mutex>

namespace tenon::devices::testing
{

class FakeGpu final : public Device
{
public:
    DeviceKind kind() const override { return DeviceKind::kCUDA; }
    std::string description() const override { return "fake sm_00"; }

    Result<Buffer> allocate(size_t bytes) override
    {
        TENON_ASSIGN(Buffer memory, cpuDevice().allocate(bytes));
        std::lock_guard const lock(mutex_);
        auto* const data = static_cast<std::byte*>(memory.data());
        std::memset(data, kPoison, bytes);
        memory_[data] = std::move(memory);
        ++allocations;
        return Buffer(*this, data, bytes);
    }
    Result<Buffer> allocateHost(size_t bytes) override { return cpuDevice().allocate(bytes); }

    Status copy(void* destination, void const* source, size_t bytes, StreamHandle) override
    {
        bool const inverts = isMine(destination) != isMine(source);
        for (size_t i = 0; i < bytes; ++i)
        {
            std::byte const byte = static_cast<std::byte const*>(source)[i];
            static_cast<std::byte*>(destination)[i] = inverts ? ~byte : byte;
        }
        ++copies;
        return {};
    }
    Status fill(void* destination, int byte, size_t bytes, StreamHandle) override
    {
        std::memset(destination, isMine(destination) ? ~byte : byte, bytes);
        return {};
    }
    Status synchronize(StreamHandle) override
    {
        ++waits;
        return {};
    }
    PointerKind pointerKind(void const* pointer) const override
    {
        return isMine(pointer) ? PointerKind::kDEVICE : PointerKind::kHOST;
    }

    Result<Event> makeEvent(bool timed) override { return cpuDevice().makeEvent(timed); }
    using Device::record;
    Status record(void* event, StreamHandle stream) override
    {
        ++records;
        return cpuDevice().record(event, stream);
    }
    Status wait(Event const& event) override { return cpuDevice().wait(event); }
    Result<float> millisecondsBetween(Event const& from, Event const& to) override
    {
        return cpuDevice().millisecondsBetween(from, to);
    }

    bool isMine(void const* pointer) const
    {
        std::lock_guard const lock(mutex_);
        auto const* const byte = static_cast<std::byte const*>(pointer);
        auto const behind = memory_.upper_bound(const_cast<std::byte*>(byte));
        if (behind == memory_.begin())
        {
            return false;
        }
        auto const& [first, memory] = *std::prev(behind);
        return byte < first + std::max<size_t>(memory.bytes(), 1);
    }

    int32_t allocations{0}, copies{0}, waits{0}, records{0};

protected:
    void release(void* data, size_t) noexcept override
    {
        std::lock_guard const lock(mutex_);
        memory_.erase(static_cast<std::byte*>(data));
    }
    void destroyEvent(void*) noexcept override {}

private:
    static constexpr int kPoison = 0x5A;

    mutable std::mutex mutex_;
    std::map<std::byte*, Buffer> memory_;
};

} // namespace tenon::devices::testing
