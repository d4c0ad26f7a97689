// IExecutionContext: runs inferences of one engine, one at a time. Keeps the engine behind it alive.
#pragma once

#include "api/engine/cuda_engine.h"
#include "api/engine/runtime_config.h"
#include "api/legacy/context_table.h"
#include "api/missing/execution_context.h"
#include "api/reporting.h"
#include "runtime/context.h"

#include <tenon/tap.h>

#include <set>

namespace tenon::api
{

//! Thread safety: one thread at a time, as in the public API.
class ExecutionContext final : public nvinfer1::IExecutionContext, public missing::ExecutionContext
{
public:
    ExecutionContext(std::unique_ptr<runtime::Context> context, std::shared_ptr<runtime::Engine> engine,
        CudaEngine::Link link, std::shared_ptr<Reporting const> parent,
        nvinfer1::ExecutionContextAllocationStrategy strategy);

    // execution_context.cpp: settings.
    nvinfer1::IExecutionContext* getPImpl() noexcept override { return this; }
    //! The object that made this context; one of the context's own once that was deleted.
    nvinfer1::ICudaEngine const& getEngine() const noexcept override;
    void setDebugSync(bool sync) noexcept override;
    bool getDebugSync() const noexcept override { return debugSync_; }
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    void setDeviceMemory(void* memory) noexcept override;
    void setDeviceMemoryV2(void* memory, int64_t size) noexcept override;
    size_t updateDeviceMemorySizeForShapes() noexcept override { return engine_->contextBytes(); }
    //! Kept and handed back: contexts allocate nothing while they run.
    bool setTemporaryStorageAllocator(nvinfer1::IGpuAllocator* allocator) noexcept override;
    nvinfer1::IGpuAllocator* getTemporaryStorageAllocator() const noexcept override { return temporaryAllocator_; }
    void setPersistentCacheLimit(size_t bytes) noexcept override { persistentCacheBytes_ = bytes; }
    size_t getPersistentCacheLimit() const noexcept override { return persistentCacheBytes_; }
    bool setNvtxVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept override;
    nvinfer1::ProfilingVerbosity getNvtxVerbosity() const noexcept override { return nvtxVerbosity_; }
    void setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept override;
    nvinfer1::IRuntimeConfig* getRuntimeConfig() const noexcept override { return &runtimeConfig_; }

    // context_shapes.cpp: profiles, shapes, addresses.
    int32_t getOptimizationProfile() const noexcept override { return context_->profile(); }
    bool setOptimizationProfileAsync(int32_t profile, cudaStream_t stream) noexcept override;
    bool setInputShape(char const* name, nvinfer1::Dims const& dims) noexcept override;
    nvinfer1::Dims getTensorShape(char const* name) const noexcept override;
    nvinfer1::Dims getTensorStrides(char const* name) const noexcept override;
    //! True in implicit-batch engines: the batch comes with each inference.
    bool allInputDimensionsSpecified() const noexcept override;
    bool allInputShapesSpecified() const noexcept override;
    int32_t inferShapes(int32_t nbMaxNames, char const** names) noexcept override;
    bool setTensorAddress(char const* name, void* data) noexcept override;
    void const* getTensorAddress(char const* name) const noexcept override;
    bool setInputTensorAddress(char const* name, void const* data) noexcept override;
    bool setOutputTensorAddress(char const* name, void* data) noexcept override;
    void* getOutputTensorAddress(char const* name) const noexcept override;
    bool setOutputAllocator(char const* name, nvinfer1::IOutputAllocator* allocator) noexcept override;
    nvinfer1::IOutputAllocator* getOutputAllocator(char const* name) noexcept override;
    int64_t getMaxOutputSize(char const* name) const noexcept override;

    // context_run.cpp: inference.
    bool executeV2(void* const* bindings) noexcept override;
    bool enqueueV3(cudaStream_t stream) noexcept override;
    bool setInputConsumedEvent(cudaEvent_t event) noexcept override;
    cudaEvent_t getInputConsumedEvent() const noexcept override;
    void setProfiler(nvinfer1::IProfiler* profiler) noexcept override;
    nvinfer1::IProfiler* getProfiler() const noexcept override { return profiler_; }
    void setEnqueueEmitsProfile(bool emits) noexcept override { emitsProfile_ = emits; }
    bool getEnqueueEmitsProfile() const noexcept override { return emitsProfile_; }
    bool reportToProfiler() const noexcept override;

    // context_debug.cpp: who is shown values.
    bool setDebugListener(nvinfer1::IDebugListener* listener) noexcept override;
    nvinfer1::IDebugListener* getDebugListener() noexcept override { return debugListener_; }
    bool setTensorDebugState(char const* name, bool on) noexcept override;
    bool getDebugState(char const* name) const noexcept override;
    bool setAllTensorsDebugState(bool on) noexcept override;
    bool setUnfusedTensorsDebugState(bool on) noexcept override;
    bool getUnfusedTensorsDebugState() const noexcept override { return showsUnfused_; }
    //! tenon::setTap.
    void setTap(TenonTap tap, void* user);

    // What the tables of levels 7 and 8 ask.
    runtime::Context& context() { return *context_; }
    runtime::Engine const& engine() const { return *engine_; }
    base::Log log() const noexcept { return reporting_->log(); }
    ApiLevel level() const noexcept { return reporting_->level(); }
    legacy::ContextTable& legacyTable() { return legacyTable_; }
    //! Runs with addresses from a list in the order of bindings; in explicit-batch networks (batch 0) or with a batch.
    base::Status runWith(int32_t batch, void* const* bindings, devices::StreamHandle stream);
    //! The same, with an event that is recorded, for this call alone, once the inputs have been read; null for none.
    base::Status runWith(
        int32_t batch, void* const* bindings, devices::StreamHandle stream, cudaEvent_t const* inputConsumed);
    base::Status setShape(int32_t binding, nvinfer1::Dims const& dims);
    base::Status setProfile(int32_t profile);
    base::Result<nvinfer1::Dims> stridesOf(int32_t binding) const;
    nvinfer1::Dims shapeOf(int32_t binding) const;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    base::Status run(devices::StreamHandle stream);
    //! Lets the context show its values to whoever wants them.
    void placeTap();
    void showToListener(graph::Tensor const& tensor, graph::TensorDesc const& desc, void const* data);
    //! Takes the values of shape inputs that have an address. Error where they are outside of the profile.
    base::Status readShapeInputs() const;
    base::Status allocateOutputs(devices::StreamHandle stream);
    //! What an output's allocator gives. `dims` are the graph's. Null only for 0 bytes.
    base::Result<void*> allocateOutput(
        int32_t index, nvinfer1::Dims const& dims, size_t bytes, void* current, devices::StreamHandle stream);
    base::Result<int32_t> bindingOf(char const* name, bool wantInput) const;
    //! Also that of its twin, where a tensor is an input and an output at once.
    base::Status setAddress(int32_t binding, void* data);
    runtime::Binding const& bindingAt(int32_t index) const { return engine_->bindings()[static_cast<size_t>(index)]; }

    std::shared_ptr<runtime::Engine> engine_;
    std::unique_ptr<runtime::Context> context_;
    std::shared_ptr<Reporting> reporting_;
    CudaEngine::Link link_;
    CudaEngine ownFace_; //!< for getEngine, once the engine's face has gone
    std::string name_;
    bool debugSync_{false};
    TenonTap tap_{nullptr};
    void* tapUser_{nullptr};
    nvinfer1::IDebugListener* debugListener_{nullptr};
    std::set<std::string> debugTensors_; //!< those whose state is on
    bool showsUnfused_{false};           //!< all others that the engine computes too
    devices::StreamHandle debugStream_{nullptr};
    base::Status debugStatus_; //!< the first failure of an inference's listener
    nvinfer1::IGpuAllocator* temporaryAllocator_{nullptr};
    bool emitsProfile_{true};
    nvinfer1::IProfiler* profiler_{nullptr};
    struct StepTime
    {
        std::string layer;
        float milliseconds;
    };
    std::vector<StepTime> unreportedTimes_;
    std::vector<nvinfer1::IOutputAllocator*> outputAllocators_; //!< one a binding
    size_t persistentCacheBytes_{0};
    nvinfer1::ProfilingVerbosity nvtxVerbosity_;
    mutable RuntimeConfig runtimeConfig_;
    legacy::ContextTable legacyTable_;
};

} // namespace tenon::api
