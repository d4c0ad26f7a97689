#include "devices/weight_cache.h"

#include <vector>

namespace tenon::devices
{

std::shared_ptr<void const> WeightCache::find(Key const& key)
{
    auto const it = copies_.find(key);
    return it == copies_.end() ? nullptr : it->second.lock();
}

Result<std::shared_ptr<void const>> WeightCache::place(Key const& key, void const* bytes, size_t count)
{
    TENON_ASSIGN(Buffer memory, source_.allocate(count).withNote("for weights of {} bytes", count));
    if (count != 0)
    {
        TENON_CHECK(device_.copy(memory.data(), bytes, count, nullptr));
        // The source may be gone when the caller returns, and kernels run on other streams.
        TENON_CHECK(device_.synchronize(nullptr));
    }
    auto owner = std::make_shared<Buffer>(std::move(memory));
    std::shared_ptr<void const> copy(owner, owner->data());
    copies_[key] = copy;
    return copy;
}

Result<std::shared_ptr<void const>> WeightCache::upload(void const* data, size_t bytes)
{
    Key const key{data, bytes, {}};
    std::lock_guard const lock(mutex_);
    if (auto known = find(key))
    {
        return known;
    }
    return place(key, data, bytes);
}

Result<std::shared_ptr<void const>> WeightCache::upload(
    void const* data, std::string const& variant, size_t madeBytes, std::function<Status(void* made)> const& make)
{
    Key const key{data, madeBytes, variant};
    std::lock_guard const lock(mutex_);
    if (auto known = find(key))
    {
        return known;
    }
    std::vector<std::byte> made(madeBytes);
    TENON_CHECK(make(made.data()));
    return place(key, made.data(), madeBytes);
}

} // namespace tenon::devices
