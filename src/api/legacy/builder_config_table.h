// What IBuilderConfig had in releases 7 and 8.
#pragma once

#include "api/missing/legacy_builder_config.h"

namespace tenon::api
{
class BuilderConfig;

namespace legacy
{

class BuilderConfigTable final : public missing::legacy::BuilderConfig
{
public:
    explicit BuilderConfigTable(api::BuilderConfig& config)
        : config_(config)
    {
    }

    //! Kept and given back; the builder times as often as setAvgTimingIterations says.
    void setMinTimingIterations(int32_t minTiming) noexcept override;
    int32_t getMinTimingIterations() const noexcept override { return minTimingIterations_; }

protected:
    base::Log callLog() const noexcept override;

private:
    api::BuilderConfig& config_;
    int32_t minTimingIterations_{1};
};

} // namespace legacy
} // namespace tenon::api
