#include "allocations.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace tenon::cuda_host
{
namespace
{

//! As much as cudaMalloc aligns to.
constexpr size_t kAlignmentBytes = 256;

struct Allocation
{
    size_t bytes;
    cudaMemoryType type;
    bool owned;
};

struct Allocations
{
    std::mutex mutex;
    std::map<char const*, Allocation> byStart;
};

Allocations& allocations()
{
    static Allocations* const all = new Allocations; // programs free in static destructors too
    return *all;
}

bool isDevice(cudaMemoryType type)
{
    return type == cudaMemoryTypeDevice || type == cudaMemoryTypeManaged;
}

} // namespace

cudaError_t allocate(void** pointer, size_t bytes, cudaMemoryType type)
{
    if (pointer == nullptr)
    {
        return cudaErrorInvalidValue;
    }
    *pointer = nullptr;
    if (bytes == 0)
    {
        return cudaSuccess;
    }
    if (bytes > SIZE_MAX - kAlignmentBytes)
    {
        return cudaErrorMemoryAllocation;
    }
    void* const memory =
        std::aligned_alloc(kAlignmentBytes, (bytes + kAlignmentBytes - 1) / kAlignmentBytes * kAlignmentBytes);
    if (memory == nullptr)
    {
        return cudaErrorMemoryAllocation;
    }
    std::lock_guard const lock(allocations().mutex);
    allocations().byStart[static_cast<char const*>(memory)] = {bytes, type, true};
    *pointer = memory;
    return cudaSuccess;
}

cudaError_t release(void* pointer, cudaMemoryType type)
{
    if (pointer == nullptr)
    {
        return cudaSuccess;
    }
    {
        std::lock_guard const lock(allocations().mutex);
        auto const it = allocations().byStart.find(static_cast<char const*>(pointer));
        if (it == allocations().byStart.end() || !it->second.owned || isDevice(it->second.type) != isDevice(type))
        {
            return cudaErrorInvalidValue;
        }
        allocations().byStart.erase(it);
    }
    std::free(pointer);
    return cudaSuccess;
}

cudaError_t registerHost(void* pointer, size_t bytes)
{
    if (pointer == nullptr || bytes == 0)
    {
        return cudaErrorInvalidValue;
    }
    std::lock_guard const lock(allocations().mutex);
    bool const isNew =
        allocations()
            .byStart.try_emplace(static_cast<char const*>(pointer), Allocation{bytes, cudaMemoryTypeHost, false})
            .second;
    return isNew ? cudaSuccess : cudaErrorHostMemoryAlreadyRegistered;
}

cudaError_t unregisterHost(void* pointer)
{
    std::lock_guard const lock(allocations().mutex);
    auto const it = allocations().byStart.find(static_cast<char const*>(pointer));
    if (it == allocations().byStart.end() || it->second.owned)
    {
        return cudaErrorHostMemoryNotRegistered;
    }
    allocations().byStart.erase(it);
    return cudaSuccess;
}

Place placeOf(void const* pointer)
{
    auto const* const address = static_cast<char const*>(pointer);
    std::lock_guard const lock(allocations().mutex);
    auto it = allocations().byStart.upper_bound(address);
    if (it == allocations().byStart.begin())
    {
        return {};
    }
    --it;
    auto const offset = static_cast<size_t>(address - it->first);
    return offset < it->second.bytes ? Place{it->second.type, it->second.bytes - offset} : Place{};
}

} // namespace tenon::cuda_host
