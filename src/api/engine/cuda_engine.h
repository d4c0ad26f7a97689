// ICudaEngine: the public face of a loaded engine. Contexts keep the engine behind it alive; the face may go before
// them.
//
// Thread safety: const methods from any thread.
#pragma once

#include "api/engine/bindings.h"
#include "api/legacy/engine_table.h"
#include "api/missing/cuda_engine.h"
#include "api/reporting.h"
#include "runtime/engine.h"

#include <atomic>
#include <map>
#include <mutex>

namespace tenon::api
{

class CudaEngine final : public nvinfer1::ICudaEngine, public missing::CudaEngine
{
public:
    //! `allocator`: the user's, handed to plugins; null for none.
    CudaEngine(std::shared_ptr<runtime::Engine> engine, std::shared_ptr<Reporting const> parent,
        nvinfer1::IGpuAllocator* allocator = nullptr);
    ~CudaEngine() override;

    // cuda_engine.cpp: the engine as a whole.
    nvinfer1::ICudaEngine* getPImpl() noexcept override { return this; }
    int32_t getNbLayers() const noexcept override;
    nvinfer1::IHostMemory* serialize() const noexcept override;
    nvinfer1::ISerializationConfig* createSerializationConfig() noexcept override;
    nvinfer1::IHostMemory* serializeWithConfig(nvinfer1::ISerializationConfig& config) const noexcept override;
    nvinfer1::IExecutionContext* createExecutionContext(
        nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept override;
    nvinfer1::IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept override;
    nvinfer1::IExecutionContext* createExecutionContextWithRuntimeConfig(
        nvinfer1::IRuntimeConfig* config) noexcept override;
    nvinfer1::IRuntimeConfig* createRuntimeConfig() noexcept override;
    nvinfer1::IEngineInspector* createEngineInspector() const noexcept override;
    size_t getDeviceMemorySize() const noexcept override { return engine_->contextBytes(); }
    int64_t getDeviceMemorySizeV2() const noexcept override { return static_cast<int64_t>(engine_->contextBytes()); }
    size_t getDeviceMemorySizeForProfile(int32_t profile) const noexcept override;
    int64_t getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept override;
    bool isRefittable() const noexcept override;
    char const* getName() const noexcept override { return engine_->plan().settings.name.c_str(); }
    int32_t getNbOptimizationProfiles() const noexcept override { return engine_->profileCount(); }
    nvinfer1::EngineCapability getEngineCapability() const noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    bool hasImplicitBatchDimension() const noexcept override { return engine_->plan().settings.implicitBatch; }
    nvinfer1::TacticSources getTacticSources() const noexcept override { return 0; }
    nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override;
    nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override;
    int32_t getNbAuxStreams() const noexcept override { return 0; }
    int64_t getEngineStat(nvinfer1::EngineStat stat) const noexcept override;
    // No weights are streamed: they are mapped, and the system pages them.
    int64_t getStreamableWeightsSize() const noexcept override { return 0; }
    bool setWeightStreamingBudget(int64_t bytes) noexcept override;
    bool setWeightStreamingBudgetV2(int64_t bytes) noexcept override;
    int64_t getMinimumWeightStreamingBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingBudgetV2() const noexcept override { return 0; }
    int64_t getWeightStreamingAutomaticBudget() const noexcept override { return 0; }
    int64_t getWeightStreamingScratchMemorySize() const noexcept override { return 0; }

    // engine_tensors.cpp: inputs and outputs by name.
    int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(engine_->bindings().size()); }
    char const* getIOTensorName(int32_t index) const noexcept override;
    nvinfer1::Dims getTensorShape(char const* name) const noexcept override;
    nvinfer1::DataType getTensorDataType(char const* name) const noexcept override;
    nvinfer1::TensorLocation getTensorLocation(char const* name) const noexcept override;
    bool isShapeInferenceIO(char const* name) const noexcept override;
    nvinfer1::TensorIOMode getTensorIOMode(char const* name) const noexcept override;
    int32_t getTensorBytesPerComponent(char const* name) const noexcept override;
    int32_t getTensorBytesPerComponentV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorComponentsPerElement(char const* name) const noexcept override;
    int32_t getTensorComponentsPerElementV2(char const* name, int32_t profile) const noexcept override;
    nvinfer1::TensorFormat getTensorFormat(char const* name) const noexcept override;
    nvinfer1::TensorFormat getTensorFormatV2(char const* name, int32_t profile) const noexcept override;
    char const* getTensorFormatDesc(char const* name) const noexcept override;
    char const* getTensorFormatDescV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorVectorizedDim(char const* name) const noexcept override;
    int32_t getTensorVectorizedDimV2(char const* name, int32_t profile) const noexcept override;
    nvinfer1::Dims getProfileShape(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    int64_t const* getProfileTensorValuesV2(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    int32_t const* getProfileTensorValues(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const noexcept override;
    bool isDebugTensor(char const* name) const noexcept override;
    char const* getAliasedInputTensor(char const* name) const noexcept override;

    std::shared_ptr<runtime::Engine> const& engine() const { return engine_; }
    std::shared_ptr<Reporting> const& reporting() const { return reporting_; }
    base::Log log() const noexcept { return reporting_->log(); }
    base::Status checkProfile(int32_t profile) const;
    //! "cpu", "cuda:0", …
    char const* deviceName() const { return deviceName_.c_str(); }
    legacy::EngineTable& legacyTable() { return legacyTable_; }

    //! The face of an engine, if it still lives.
    using Link = std::shared_ptr<std::atomic<CudaEngine*>>;

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    nvinfer1::IExecutionContext* makeContext(
        char const* method, nvinfer1::ExecutionContextAllocationStrategy strategy) noexcept;
    template <typename T, typename Get>
    T ofTensor(char const* method, char const* name, T failure, Get&& get) const noexcept;
    template <typename T, typename Get>
    T ofTensorInProfile(char const* method, char const* name, int32_t profile, T failure, Get&& get) const noexcept;

    //! Values of a shape input in a profile; null where it is none.
    base::Result<std::vector<int64_t> const*> profileValues(
        char const* name, int32_t profile, nvinfer1::OptProfileSelector select) const;

    std::shared_ptr<runtime::Engine> engine_;
    std::shared_ptr<Reporting> reporting_;
    nvinfer1::IGpuAllocator* allocator_;
    Link link_;
    std::vector<std::string> formatTexts_; //!< one a binding
    std::string deviceName_;
    mutable std::mutex narrowValuesMutex_;
    mutable std::map<std::vector<int64_t> const*, std::vector<int32_t>> narrowValues_; //!< made when asked for
    legacy::EngineTable legacyTable_;
};

} // namespace tenon::api
