// What IBuilder had in releases 7 and 8.
#pragma once

#include "api/missing/legacy_builder.h"

#include <memory>

namespace tenon::api
{
class Builder;

namespace legacy
{

class BuilderTable final : public missing::legacy::Builder
{
public:
    explicit BuilderTable(api::Builder& builder)
        : builder_(builder)
    {
    }

    nvinfer1::INetworkDefinition* createNetworkV2(
        nvinfer1::NetworkDefinitionCreationFlags flags, int32_t apiLevel) noexcept override;
    void setMaxBatchSize(int32_t batchSize) noexcept override;
    int32_t getMaxBatchSize() const noexcept override { return maxBatchSize_; }
    nvinfer1::IBuilderConfig* getDefaultConfig() noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    api::Builder& builder_;
    int32_t maxBatchSize_{1};
    std::unique_ptr<nvinfer1::IBuilderConfig> defaultConfig_;
};

} // namespace legacy
} // namespace tenon::api
