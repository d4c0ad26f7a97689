#include "api/legacy/builder_table.h"

#include "api/argument_checks.h"
#include "api/builder/builder.h"
#include "api/guard.h"

namespace tenon::api::legacy
{

base::Log BuilderTable::callLog() const noexcept
{
    return builder_.log();
}

nvinfer1::INetworkDefinition* BuilderTable::createNetworkV2(
    nvinfer1::NetworkDefinitionCreationFlags flags, int32_t apiLevel) noexcept
{
    return builder_.createNetwork(flags,
        apiLevel >= 10      ? ApiLevel::k10
            : apiLevel == 8 ? ApiLevel::k8
                            : ApiLevel::k7,
        "IBuilder::createNetworkV2");
}

void BuilderTable::setMaxBatchSize(int32_t batchSize) noexcept
{
    perform(callLog(), "IBuilder::setMaxBatchSize", [&]() -> Status {
        TENON_CHECK(checkAtLeast("maximum batch size", batchSize, 1));
        maxBatchSize_ = batchSize;
        return {};
    });
}

nvinfer1::IBuilderConfig* BuilderTable::getDefaultConfig() noexcept
{
    if (defaultConfig_ == nullptr)
    {
        defaultConfig_.reset(builder_.createBuilderConfig());
    }
    return defaultConfig_.get();
}

} // namespace tenon::api::legacy
