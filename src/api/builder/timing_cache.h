// ITimingCache: measurements that builds share. The user's; a configuration that was given it keeps the measurements alive, not this object.
#pragma once

#include "api/missing/timing_cache.h"
#include "api/reporting.h"
#include "builder/tactics/timing_cache.h"

namespace tenon::api
{

class TimingCache final : public nvinfer1::ITimingCache, public missing::TimingCache
{
public:
    TimingCache(std::shared_ptr<builder::TimingCache> cache, std::shared_ptr<Reporting const> reporting);

    nvinfer1::IHostMemory* serialize() const noexcept override;
    bool combine(nvinfer1::ITimingCache const& inputCache, bool ignoreMismatch) noexcept override;
    bool reset() noexcept override;
    int64_t queryKeys(nvinfer1::TimingCacheKey* keyBuffer, int64_t capacity) const noexcept override;
    nvinfer1::TimingCacheValue query(nvinfer1::TimingCacheKey const& key) const noexcept override;
    bool update(nvinfer1::TimingCacheKey const& key, nvinfer1::TimingCacheValue const& value) noexcept override;

    std::shared_ptr<builder::TimingCache> const& measurements() const { return cache_; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    std::shared_ptr<builder::TimingCache> cache_;
    std::shared_ptr<Reporting const> reporting_;
};

} // namespace tenon::api
