// ICudaEngine: a loaded plan on a device. Contexts share what it holds, and may outlive it.
#pragma once

#include "api/engine/legacy_engine.h"
#include "api/missing/cuda_engine.h"
#include "api/reporting.h"
#include "runtime/engine.h"

namespace tenon::api
{

//! The device that a plan is meant for: TENON_DEVICE where it is set; else the default device if the plan is tuned for it; else one that
//! it is tuned for; else the default device.
base::Result<devices::Device*> deviceFor(plan::Plan const& plan);

//! Tunes the plan where it has no overlay for the device (and says so), and makes its kernels. The caller owns the engine.
base::Result<nvinfer1::ICudaEngine*> makeEngine(
    std::shared_ptr<plan::Plan> plan, devices::Device& device, std::shared_ptr<Reporting const> reporting);

class CudaEngine final : public nvinfer1::ICudaEngine, public missing::CudaEngine
{
public:
    CudaEngine(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting> reporting);

    int32_t getNbLayers() const noexcept override;
    nvinfer1::IHostMemory* serialize() const noexcept override;
    nvinfer1::IExecutionContext* createExecutionContext(
        nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept override;
    nvinfer1::IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept override;
    size_t getDeviceMemorySize() const noexcept override { return engine_->contextBytes(); }
    int64_t getDeviceMemorySizeV2() const noexcept override { return static_cast<int64_t>(engine_->contextBytes()); }
    size_t getDeviceMemorySizeForProfile(int32_t profile) const noexcept override;
    int64_t getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept override;
    bool isRefittable() const noexcept override { return false; }
    char const* getName() const noexcept override { return engine_->plan().settings.name.c_str(); }
    int32_t getNbOptimizationProfiles() const noexcept override { return engine_->profileCount(); }
    int32_t const* getProfileTensorValues(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    int64_t const* getProfileTensorValuesV2(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    nvinfer1::EngineCapability getEngineCapability() const noexcept override { return nvinfer1::EngineCapability::kSTANDARD; }
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    bool hasImplicitBatchDimension() const noexcept override { return implicitBatch(); }
    nvinfer1::TacticSources getTacticSources() const noexcept override { return 0; }
    nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override;
    nvinfer1::IEngineInspector* createEngineInspector() const noexcept override;

    nvinfer1::Dims getTensorShape(char const* name) const noexcept override;
    nvinfer1::DataType getTensorDataType(char const* name) const noexcept override;
    nvinfer1::TensorLocation getTensorLocation(char const* name) const noexcept override;
    bool isShapeInferenceIO(char const* name) const noexcept override;
    nvinfer1::TensorIOMode getTensorIOMode(char const* name) const noexcept override;
    int32_t getTensorBytesPerComponent(char const* name) const noexcept override;
    int32_t getTensorComponentsPerElement(char const* name) const noexcept override;
    nvinfer1::TensorFormat getTensorFormat(char const* name) const noexcept override;
    char const* getTensorFormatDesc(char const* name) const noexcept override;
    int32_t getTensorVectorizedDim(char const* name) const noexcept override;
    // The same for a profile: formats do not differ between profiles here.
    int32_t getTensorBytesPerComponentV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorComponentsPerElementV2(char const* name, int32_t profile) const noexcept override;
    nvinfer1::TensorFormat getTensorFormatV2(char const* name, int32_t profile) const noexcept override;
    char const* getTensorFormatDescV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorVectorizedDimV2(char const* name, int32_t profile) const noexcept override;
    nvinfer1::Dims getProfileShape(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(engine_->bindings().size()); }
    char const* getIOTensorName(int32_t index) const noexcept override;
    nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override;
    int32_t getNbAuxStreams() const noexcept override { return 0; }
    bool isDebugTensor(char const* name) const noexcept override;
    // No weights are streamed: they are mapped, and the system pages them.
    int64_t getStreamableWeightsSize() const noexcept override { return 0; }
    int64_t getMinimumWeightStreamingBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingBudgetV2() const noexcept override { return 0; }
    int64_t getWeightStreamingAutomaticBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingScratchMemorySize() const noexcept override { return 0; }
    //! No output shares memory with an input unless a plugin asks for it, which is not served yet.
    char const* getAliasedInputTensor(char const* name) const noexcept override;

    // For the classes beside this one.
    runtime::Engine const& engine() const { return *engine_; }
    std::shared_ptr<runtime::Engine> const& shared() const { return engine_; }
    std::shared_ptr<Reporting> const& reporting() const { return reporting_; }
    bool implicitBatch() const { return engine_->plan().settings.implicitBatch; }
    //! Dims as users see them: an implicit batch hidden.
    base::Dims visible(base::Dims const& dims) const;
    base::Result<int32_t> bindingOf(char const* name) const;
    base::Result<base::Dims> profileDims(int32_t binding, int32_t profile, nvinfer1::OptProfileSelector select) const;
    static char const* formatText(base::DataType type, base::TensorFormat format);
    LegacyEngine& legacy() { return legacy_; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    nvinfer1::IExecutionContext* makeContext(char const* method, bool ownMemory) noexcept;
    //! What `get` says of a binding; `otherwise`, reported, if there is no tensor of this name.
    template <typename T, typename Get>
    T ofTensor(char const* method, char const* name, T otherwise, Get const& get) const noexcept;

    std::shared_ptr<runtime::Engine> engine_;
    std::shared_ptr<Reporting> reporting_;
    LegacyEngine legacy_;
    mutable std::map<std::pair<int64_t const*, size_t>, std::vector<int32_t>> narrowValues_;
};

} // namespace tenon::api
