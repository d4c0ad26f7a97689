#include "api/engine/runtime_config.h"

#include "api/argument_checks.h"
#include "api/guard.h"

namespace tenon::api
{

RuntimeConfig::RuntimeConfig(std::shared_ptr<Reporting const> reporting)
    : reporting_(std::move(reporting))
{
    mImpl = this;
}

void RuntimeConfig::setExecutionContextAllocationStrategy(
    nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept
{
    perform(callLog(), "IRuntimeConfig::setExecutionContextAllocationStrategy", [&]() -> Status {
        TENON_CHECK(checkEnumerator("allocation strategy", strategy));
        strategy_ = strategy;
        return {};
    });
}

} // namespace tenon::api
