// IExecutionContext: shapes, addresses and inferences of one stream of work.
#pragma once

#include "api/engine/legacy_context.h"
#include "api/missing/execution_context.h"
#include "api/reporting.h"
#include "runtime/context.h"

#include <map>

namespace tenon::api
{

class CudaEngine;

//! Thread safety: one thread at a time, as in the public API; a second one gets an error.
class ExecutionContext final : public nvinfer1::IExecutionContext, public missing::ExecutionContext
{
public:
    ExecutionContext(CudaEngine const& engine, std::unique_ptr<runtime::Context> context);

    nvinfer1::ICudaEngine const& getEngine() const noexcept override;
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    void setDebugSync(bool sync) noexcept override { debugSync_ = sync; }
    bool getDebugSync() const noexcept override { return debugSync_; }

    // Time of each layer.
    void setProfiler(nvinfer1::IProfiler* profiler) noexcept override;
    nvinfer1::IProfiler* getProfiler() const noexcept override { return profiler_; }
    void setEnqueueEmitsProfile(bool emits) noexcept override { enqueueEmitsProfile_ = emits; }
    bool getEnqueueEmitsProfile() const noexcept override { return enqueueEmitsProfile_; }
    bool reportToProfiler() const noexcept override;

    // Shapes.
    int32_t getOptimizationProfile() const noexcept override { return context_->profile(); }
    bool setOptimizationProfileAsync(int32_t profile, cudaStream_t stream) noexcept override;
    bool allInputDimensionsSpecified() const noexcept override { return context_->allShapesSet(); }
    bool allInputShapesSpecified() const noexcept override { return context_->allShapesSet(); }
    bool setInputShape(char const* name, nvinfer1::Dims const& dims) noexcept override;
    nvinfer1::Dims getTensorShape(char const* name) const noexcept override;
    nvinfer1::Dims getTensorStrides(char const* name) const noexcept override;
    int32_t inferShapes(int32_t count, char const** names) noexcept override;

    // Memory.
    void setDeviceMemory(void* memory) noexcept override;
    void setDeviceMemoryV2(void* memory, int64_t size) noexcept override;
    size_t updateDeviceMemorySizeForShapes() noexcept override { return context_->engine().contextBytes(); }
    bool setTensorAddress(char const* name, void* data) noexcept override;
    void const* getTensorAddress(char const* name) const noexcept override;
    bool setInputTensorAddress(char const* name, void const* data) noexcept override;
    bool setOutputTensorAddress(char const* name, void* data) noexcept override;
    void* getOutputTensorAddress(char const* name) const noexcept override;
    bool setOutputAllocator(char const* name, nvinfer1::IOutputAllocator* allocator) noexcept override;
    nvinfer1::IOutputAllocator* getOutputAllocator(char const* name) noexcept override;
    int64_t getMaxOutputSize(char const* name) const noexcept override;
    void setPersistentCacheLimit(size_t bytes) noexcept override { persistentCacheBytes_ = bytes; }
    size_t getPersistentCacheLimit() const noexcept override { return persistentCacheBytes_; }

    // Inference.
    bool executeV2(void* const* bindings) noexcept override;
    bool enqueueV3(cudaStream_t stream) noexcept override;
    bool setNvtxVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept override;
    nvinfer1::ProfilingVerbosity getNvtxVerbosity() const noexcept override { return nvtxVerbosity_; }

    // For the classes beside this one.
    runtime::Context& context() { return *context_; }
    runtime::Context const& context() const { return *context_; }
    CudaEngine const& engine() const { return engine_; }
    std::shared_ptr<Reporting> const& reporting() const { return reporting_; }
    LegacyContext& legacy() { return legacy_; }
    //! Sets the addresses of one profile's bindings and runs; waits for the end where asked to.
    base::Status run(void* const* bindings, cudaStream_t stream, bool wait);
    //! Dims as the runtime wants them: with the hidden batch (its current value, or the maximum).
    base::Dims complete(int32_t binding, base::Dims const& dims) const;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    base::Status enqueue(cudaStream_t stream);
    base::Status allocateOutputs(cudaStream_t stream);
    void notifyShapes() const;
    bool setAddress(char const* method, char const* name, void* data, std::optional<bool> mustBeInput) noexcept;

    CudaEngine const& engine_;
    std::shared_ptr<Reporting> reporting_;
    std::unique_ptr<runtime::Context> context_;
    LegacyContext legacy_;
    std::string name_;
    nvinfer1::IProfiler* profiler_{nullptr};
    mutable std::vector<std::pair<std::string, float>> times_;
    bool enqueueEmitsProfile_{true};
    bool debugSync_{false};
    size_t persistentCacheBytes_{0};
    nvinfer1::ProfilingVerbosity nvtxVerbosity_{nvinfer1::ProfilingVerbosity::kLAYER_NAMES_ONLY};
    std::map<int32_t, nvinfer1::IOutputAllocator*> allocators_; //!< by binding
};

} // namespace tenon::api
