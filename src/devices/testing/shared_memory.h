// Vectors that host and device reach alike: page-locked memory where tests run on a GPU (TENON_TEST_DEVICE), plain memory elsewhere.
#pragma once

#include "devices/device.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace tenon::devices::testing
{

//! What SharedVector's allocators give and take. Thread safety: any thread.
class SharedMemory
{
public:
    static void* take(size_t bytes)
    {
        Device* const device = gpu();
        if (device == nullptr)
        {
            return ::operator new(bytes);
        }
        auto buffer = device->allocateHost(bytes);
        if (!buffer.ok())
        {
            throw std::bad_alloc();
        }
        void* const data = buffer->data();
        std::lock_guard const lock(mutex());
        buffers()[data] = std::move(*buffer);
        return data;
    }
    static void give(void* data) noexcept
    {
        if (gpu() == nullptr)
        {
            ::operator delete(data);
            return;
        }
        std::lock_guard const lock(mutex());
        buffers().erase(data);
    }

private:
    static Device* gpu()
    {
        static Device* const device = []() -> Device* {
            char const* const name = std::getenv("TENON_TEST_DEVICE");
            auto const found = name == nullptr ? Result<Device*>(nullptr) : deviceNamed(name);
            return found.ok() && *found != nullptr && (*found)->kind() == DeviceKind::kCUDA ? *found : nullptr;
        }();
        return device;
    }
    static std::mutex& mutex()
    {
        static auto* const all = new std::mutex;
        return *all;
    }
    static std::map<void*, Buffer>& buffers()
    {
        static auto* const all = new std::map<void*, Buffer>;
        return *all;
    }
};

template <typename T>
struct SharedAllocator
{
    using value_type = T;

    SharedAllocator() = default;
    template <typename Other>
    SharedAllocator(SharedAllocator<Other> const&) noexcept
    {
    }
    T* allocate(size_t count) { return static_cast<T*>(SharedMemory::take(count * sizeof(T))); }
    void deallocate(T* data, size_t) noexcept { SharedMemory::give(data); }
    friend bool operator==(SharedAllocator const&, SharedAllocator const&) { return true; }
};

template <typename T>
using SharedVector = std::vector<T, SharedAllocator<T>>;

} // namespace tenon::devices::testing
