#include "api/legacy/builder_config_table.h"

#include "api/argument_checks.h"
#include "api/builder/builder_config.h"
#include "api/guard.h"

namespace tenon::api::legacy
{

base::Log BuilderConfigTable::callLog() const noexcept
{
    return config_.log();
}

void BuilderConfigTable::setMinTimingIterations(int32_t minTiming) noexcept
{
    perform(callLog(), "IBuilderConfig::setMinTimingIterations", [&]() -> Status {
        TENON_CHECK(checkAtLeast("minimum timing iterations", minTiming, 1));
        minTimingIterations_ = minTiming;
        return {};
    });
}

} // namespace tenon::api::legacy
