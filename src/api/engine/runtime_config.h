// IRuntimeConfig: how an execution context gets its memory.
#pragma once

#include "api/missing/runtime_config.h"
#include "api/reporting.h"

namespace tenon::api
{

class RuntimeConfig final : public nvinfer1::IRuntimeConfig, public missing::RuntimeConfig
{
public:
    explicit RuntimeConfig(std::shared_ptr<Reporting const> reporting);

    nvinfer1::IRuntimeConfig* getPImpl() noexcept override { return this; }
    void setExecutionContextAllocationStrategy(nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept override;
    nvinfer1::ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept override
    {
        return strategy_;
    }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    std::shared_ptr<Reporting const> reporting_;
    nvinfer1::ExecutionContextAllocationStrategy strategy_{nvinfer1::ExecutionContextAllocationStrategy::kSTATIC};
};

} // namespace tenon::api
