// IBuilder: makes networks and configurations, and builds engines.
#pragma once

#include "api/builder/optimization_profile.h"
#include "api/legacy/builder_table.h"
#include "api/missing/builder.h"
#include "api/plugin_registry_access.h"
#include "api/reporting.h"
#include "devices/device.h"
#include "plan/plan.h"

#include <mutex>

namespace tenon::api
{

class BuilderConfig;

class Builder final : public nvinfer1::IBuilder, public missing::Builder
{
public:
    Builder(nvinfer1::ILogger& logger, ApiLevel level);
    ~Builder() noexcept override;

    bool platformHasFastFp16() const noexcept override;
    bool platformHasFastInt8() const noexcept override { return false; }
    bool platformHasTf32() const noexcept override;
    int32_t getMaxDLABatchSize() const noexcept override { return 0; }
    int32_t getNbDLACores() const noexcept override { return 0; }
    void setGpuAllocator(nvinfer1::IGpuAllocator* allocator) noexcept override { allocator_ = allocator; }

    nvinfer1::IBuilderConfig* createBuilderConfig() noexcept override;
    nvinfer1::INetworkDefinition* createNetworkV2(nvinfer1::NetworkDefinitionCreationFlags flags) noexcept override;
    nvinfer1::IOptimizationProfile* createOptimizationProfile() noexcept override;

    // build.cpp
    nvinfer1::IHostMemory* buildSerializedNetwork(
        nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config) noexcept override;
    nvinfer1::IHostMemory* buildSerializedNetworkWithKernelText(nvinfer1::INetworkDefinition& network,
        nvinfer1::IBuilderConfig& config, nvinfer1::IHostMemory*& kernelText) noexcept override;
    bool buildSerializedNetworkToStream(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config,
        nvinfer1::IStreamWriter& writer) noexcept override;
    nvinfer1::ICudaEngine* buildEngineWithConfig(
        nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config) noexcept override;
    bool isNetworkSupported(
        nvinfer1::INetworkDefinition const& network, nvinfer1::IBuilderConfig const& config) const noexcept override;

    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    nvinfer1::ILogger* getLogger() const noexcept override { return reporting_->logger(); }
    void reset() noexcept override;
    bool setMaxThreads(int32_t maxThreads) noexcept override;
    int32_t getMaxThreads() const noexcept override { return maxThreads_; }

    nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override { return *registry_; }

    //! Without a batch dimension in the flags: implicit at levels 7 and 8, explicit at 10.
    nvinfer1::INetworkDefinition* createNetwork(
        nvinfer1::NetworkDefinitionCreationFlags flags, ApiLevel level, char const* method) noexcept;

    base::Log log() const noexcept { return reporting_->log(); }
    legacy::BuilderTable& legacyTable() { return legacyTable_; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    base::Result<plan::Plan> plan(nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config);
    static base::Result<devices::Device*> deviceFor(BuilderConfig const& config);

    std::shared_ptr<Reporting> reporting_;
    std::shared_ptr<nvinfer1::IPluginRegistry> registry_; //!< its own, which searches the process's too
    int32_t maxThreads_{1};
    nvinfer1::IGpuAllocator* allocator_{nullptr}; //!< the user's
    std::vector<std::unique_ptr<OptimizationProfile>> profiles_;
    legacy::BuilderTable legacyTable_{*this};
};

} // namespace tenon::api
