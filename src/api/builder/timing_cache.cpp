#include "api/builder/timing_cache.h"

#include "api/argument_checks.h"
#include "api/guard.h"
#include "api/host_memory.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tenon::api
{

using nvinfer1::TimingCacheKey;
using nvinfer1::TimingCacheValue;

namespace
{

builder::TimingKey toKey(TimingCacheKey const& key)
{
    builder::TimingKey converted;
    static_assert(sizeof converted.bytes == sizeof key.data);
    std::memcpy(converted.bytes.data(), key.data, sizeof key.data);
    return converted;
}

} // namespace

TimingCache::TimingCache(std::shared_ptr<builder::TimingCache> cache, std::shared_ptr<Reporting const> reporting)
    : cache_(std::move(cache))
    , reporting_(std::move(reporting))
{
    mImpl = this;
}

nvinfer1::IHostMemory* TimingCache::serialize() const noexcept
{
    return valueOr<nvinfer1::IHostMemory*>(callLog(), "ITimingCache::serialize", nullptr,
        [&]() -> Result<nvinfer1::IHostMemory*> { return new HostMemory(cache_->serialize()); });
}

bool TimingCache::combine(nvinfer1::ITimingCache const& inputCache, bool ignoreMismatch) noexcept
{
    return succeeds(callLog(), "ITimingCache::combine",
        [&] { return cache_->combine(*static_cast<TimingCache const&>(inputCache).cache_, ignoreMismatch); });
}

bool TimingCache::reset() noexcept
{
    return succeeds(callLog(), "ITimingCache::reset", [&]() -> Status {
        cache_->clear();
        return {};
    });
}

int64_t TimingCache::queryKeys(TimingCacheKey* keyBuffer, int64_t capacity) const noexcept
{
    return valueOr<int64_t>(callLog(), "ITimingCache::queryKeys", -1, [&]() -> Result<int64_t> {
        TENON_CHECK(checkAtLeast("room for keys", capacity, 0));
        TENON_CHECK(capacity == 0 ? Status() : checkPointer("buffer for keys", keyBuffer));
        std::vector<builder::TimingKey> const keys = cache_->keys();
        for (size_t i = 0; i < std::min(keys.size(), static_cast<size_t>(capacity)); ++i)
        {
            std::memcpy(keyBuffer[i].data, keys[i].bytes.data(), sizeof keyBuffer[i].data);
        }
        return static_cast<int64_t>(keys.size());
    });
}

TimingCacheValue TimingCache::query(TimingCacheKey const& key) const noexcept
{
    auto const entry = cache_->find(toKey(key));
    return entry ? TimingCacheValue{entry->tacticHash, entry->microseconds / 1000.0F}
                 : TimingCacheValue{TimingCacheValue::kINVALID_TACTIC_HASH, -1.0F};
}

bool TimingCache::update(TimingCacheKey const& key, TimingCacheValue const& value) noexcept
{
    return succeeds(callLog(), "ITimingCache::update", [&]() -> Status {
        auto const entry = cache_->find(toKey(key));
        if (!entry)
        {
            return base::invalidArgument("timing cache: expected a key that queryKeys tells, found another");
        }
        if (value.tacticHash != entry->tacticHash)
        {
            // An entry is of one candidate: types, formats, implementation, tactic. To prefer another, make its time the shortest.
            return base::invalidArgument("timing cache: expected the entry's own tactic hash {:#x}, found {:#x}",
                entry->tacticHash, value.tacticHash);
        }
        if (!std::isfinite(value.timingMSec) || value.timingMSec < 0)
        {
            return base::invalidArgument(
                "timing cache: expected a time of at least 0 ms, found {:g} ms", value.timingMSec);
        }
        cache_->put(toKey(key), {value.tacticHash, value.timingMSec * 1000.0F});
        return {};
    });
}

} // namespace tenon::api
