// IRuntime: loads engines.
#pragma once

#include "api/missing/runtime.h"
#include "api/plugin_registry_access.h"
#include "api/reporting.h"
#include "plan/reader.h"

namespace tenon::api
{

class Runtime final : public nvinfer1::IRuntime, public missing::Runtime
{
public:
    Runtime(nvinfer1::ILogger& logger, ApiLevel level);

    //! The caller may free the bytes when this returns: they are copied once.
    nvinfer1::ICudaEngine* deserializeCudaEngine(void const* blob, std::size_t size) noexcept override;
    nvinfer1::ICudaEngine* deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept override;
    nvinfer1::ICudaEngine* deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept override;
    //! tenonLoadEngine: the file is mapped.
    nvinfer1::ICudaEngine* loadEngineFile(char const* path) noexcept;

    void setDLACore(int32_t core) noexcept override;
    int32_t getDLACore() const noexcept override { return 0; }
    int32_t getNbDLACores() const noexcept override { return 0; }
    void setGpuAllocator(nvinfer1::IGpuAllocator* allocator) noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    nvinfer1::ILogger* getLogger() const noexcept override { return reporting_->logger(); }
    bool setMaxThreads(int32_t maxThreads) noexcept override;
    int32_t getMaxThreads() const noexcept override { return maxThreads_; }
    //! Kept and given back; nothing here writes temporary files.
    void setTemporaryDirectory(char const* path) noexcept override;
    char const* getTemporaryDirectory() const noexcept override;
    void setTempfileControlFlags(nvinfer1::TempfileControlFlags flags) noexcept override { tempfileFlags_ = flags; }
    nvinfer1::TempfileControlFlags getTempfileControlFlags() const noexcept override { return tempfileFlags_; }
    nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override { return pluginRegistry(); }
    //! Kept and given back; plans hold no host code but plugin libraries, which are loaded by the user.
    void setEngineHostCodeAllowed(bool allowed) noexcept override { hostCodeAllowed_ = allowed; }
    bool getEngineHostCodeAllowed() const noexcept override { return hostCodeAllowed_; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    base::Result<nvinfer1::ICudaEngine*> load(plan::Image image) const;

    std::shared_ptr<Reporting> reporting_;
    int32_t maxThreads_{1};
    std::optional<std::string> temporaryDirectory_;
    nvinfer1::TempfileControlFlags tempfileFlags_{0b11};
    bool hostCodeAllowed_{false};
};

} // namespace tenon::api
