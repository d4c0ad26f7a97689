// IRuntime: makes engines from plans.
#pragma once

#include "api/legacy/runtime_table.h"
#include "api/missing/runtime.h"
#include "api/plugin_registry_access.h"
#include "api/reporting.h"
#include "devices/device.h"
#include "plan/reader.h"

#include <string>

namespace tenon::api
{

//! Thread safety: deserialization from several threads; setters from one, as in the public API.
class Runtime final : public nvinfer1::IRuntime, public missing::Runtime
{
public:
    Runtime(nvinfer1::ILogger& logger, ApiLevel level);
    ~Runtime() noexcept override;

    nvinfer1::IRuntime* getPImpl() noexcept override { return this; }
    nvinfer1::ICudaEngine* deserializeCudaEngine(void const* blob, std::size_t size) noexcept override;
    nvinfer1::ICudaEngine* deserializeCudaEngine(nvinfer1::IStreamReader& reader) noexcept override;
    nvinfer1::ICudaEngine* deserializeCudaEngineV2(nvinfer1::IStreamReaderV2& reader) noexcept override;

    void setDLACore(int32_t core) noexcept override;
    int32_t getDLACore() const noexcept override { return -1; }
    int32_t getNbDLACores() const noexcept override { return 0; }
    void setGpuAllocator(nvinfer1::IGpuAllocator* allocator) noexcept override { allocator_ = allocator; }
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    nvinfer1::ILogger* getLogger() const noexcept override { return reporting_->logger(); }
    bool setMaxThreads(int32_t maxThreads) noexcept override;
    int32_t getMaxThreads() const noexcept override { return maxThreads_; }
    void setTemporaryDirectory(char const* path) noexcept override;
    char const* getTemporaryDirectory() const noexcept override { return temporaryDirectory_.c_str(); }
    void setTempfileControlFlags(nvinfer1::TempfileControlFlags flags) noexcept override;
    nvinfer1::TempfileControlFlags getTempfileControlFlags() const noexcept override { return tempfileFlags_; }
    nvinfer1::IPluginRegistry& getPluginRegistry() noexcept override { return *registry_; }
    void setEngineHostCodeAllowed(bool allowed) noexcept override { hostCodeAllowed_ = allowed; }
    bool getEngineHostCodeAllowed() const noexcept override { return hostCodeAllowed_; }

    legacy::RuntimeTable& legacyTable() { return legacyTable_; }
    base::Log log() const noexcept { return reporting_->log(); }

    //! The engine of a mapped file (tenon::loadEngine); null on failure, reported.
    nvinfer1::ICudaEngine* loadFile(char const* path) noexcept;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    base::Result<nvinfer1::ICudaEngine*> engineOf(plan::Image const& image) const;

    std::shared_ptr<Reporting> reporting_;
    std::shared_ptr<nvinfer1::IPluginRegistry> registry_; //!< its own, which searches the process's too
    int32_t maxThreads_{1};
    std::string temporaryDirectory_;
    nvinfer1::TempfileControlFlags tempfileFlags_;
    bool hostCodeAllowed_{false};
    nvinfer1::IGpuAllocator* allocator_{nullptr}; //!< the user's
    legacy::RuntimeTable legacyTable_{*this};
};

} // namespace tenon::api
