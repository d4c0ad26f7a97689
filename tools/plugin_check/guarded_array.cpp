#include "plugin_check/guarded_array.h"

#include <cstdio>
#include <new>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

size_t pageBytes()
{
    static auto const bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    return bytes;
}

} // namespace

GuardedMemory::GuardedMemory(size_t bytes, size_t alignment, char const* name)
    : bytes_(bytes)
{
    size_t const page = pageBytes();
    size_t const inside = (bytes + page - 1) / page * page + page;
    mapped_ = inside + 2 * page;
    void* const mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
    {
        throw std::bad_alloc();
    }
    mapping_ = static_cast<char*>(mapping);
    if (mprotect(mapping_ + page, inside, PROT_READ | PROT_WRITE) != 0)
    {
        munmap(mapping_, mapped_);
        throw std::bad_alloc();
    }
    char* const end = mapping_ + page + inside;
    data_ = end - (bytes + alignment - 1) / alignment * alignment;
    NamedRegion region{mapping_, data_, data_ + bytes, mapping_ + mapped_, {}};
    snprintf(region.name, sizeof region.name, "%s", name);
    region_ = nameRegion(region);
}

GuardedMemory::~GuardedMemory()
{
    if (mapping_ != nullptr)
    {
        forgetRegion(region_);
        munmap(mapping_, mapped_);
    }
}

void GuardedMemory::forbid()
{
    mprotect(mapping_, mapped_, PROT_NONE);
}

void GuardedMemory::swap(GuardedMemory& other) noexcept
{
    std::swap(mapping_, other.mapping_);
    std::swap(mapped_, other.mapped_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    std::swap(region_, other.region_);
}

} // namespace tenon::plugin_check
