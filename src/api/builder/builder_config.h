// IBuilderConfig: how a network is to be built. State only; the builder reads it.
//
// Takes effect now: flags kFP16, kBF16, kINT8 (plugins), kOBEY_ and kPREFER_PRECISION_CONSTRAINTS, kDIRECT_IO,
// kDISABLE_TIMING_CACHE, kERROR_ON_TIMING_CACHE_MISS; timing (average iterations, optimization level 0, the cache); the workspace pool's limit;
// optimization profiles; the progress monitor and the algorithm selector; the profiling verbosity (kept in the engine); the device
// (tenon::setDevice). Everything else is kept and given back.
#pragma once

#include "api/builder/optimization_profile.h"
#include "api/legacy/builder_config_table.h"
#include "api/missing/builder_config.h"
#include "api/reporting.h"
#include "builder/report/build_report.h"
#include "builder/tactics/tactic_timer.h"
#include "devices/device.h"

#include <map>
#include <optional>
#include <set>

namespace tenon::api
{

class BuilderConfig final : public nvinfer1::IBuilderConfig, public missing::BuilderConfig
{
public:
    explicit BuilderConfig(std::shared_ptr<Reporting const> reporting);

    void setAvgTimingIterations(int32_t avgTiming) noexcept override;
    int32_t getAvgTimingIterations() const noexcept override { return state_.avgTimingIterations; }
    void setEngineCapability(nvinfer1::EngineCapability capability) noexcept override;
    nvinfer1::EngineCapability getEngineCapability() const noexcept override
    {
        return nvinfer1::EngineCapability::kSTANDARD;
    }
    void setInt8Calibrator(nvinfer1::IInt8Calibrator* calibrator) noexcept override;
    nvinfer1::IInt8Calibrator* getInt8Calibrator() const noexcept override { return state_.calibrator; }
    bool setCalibrationProfile(nvinfer1::IOptimizationProfile const* profile) noexcept override;
    nvinfer1::IOptimizationProfile const* getCalibrationProfile() noexcept override
    {
        return state_.calibrationProfile;
    }
    //! What setCalibrationProfile was given; empty where it was not called.
    std::optional<graph::Profile> const& calibrationShapes() const { return state_.calibrationShapes; }

    void setFlags(nvinfer1::BuilderFlags flags) noexcept override;
    nvinfer1::BuilderFlags getFlags() const noexcept override { return state_.flags; }
    void clearFlag(nvinfer1::BuilderFlag flag) noexcept override;
    void setFlag(nvinfer1::BuilderFlag flag) noexcept override;
    bool getFlag(nvinfer1::BuilderFlag flag) const noexcept override;

    void setDeviceType(nvinfer1::ILayer const* layer, nvinfer1::DeviceType type) noexcept override;
    nvinfer1::DeviceType getDeviceType(nvinfer1::ILayer const*) const noexcept override
    {
        return nvinfer1::DeviceType::kGPU;
    }
    bool isDeviceTypeSet(nvinfer1::ILayer const* layer) const noexcept override;
    void resetDeviceType(nvinfer1::ILayer const* layer) noexcept override;
    bool canRunOnDLA(nvinfer1::ILayer const*) const noexcept override { return false; }
    void setDLACore(int32_t core) noexcept override;
    int32_t getDLACore() const noexcept override { return -1; }
    void setDefaultDeviceType(nvinfer1::DeviceType type) noexcept override;
    nvinfer1::DeviceType getDefaultDeviceType() const noexcept override { return nvinfer1::DeviceType::kGPU; }

    void reset() noexcept override;
    void setProfileStream(cudaStream_t stream) noexcept override { state_.profileStream = stream; }
    cudaStream_t getProfileStream() const noexcept override { return state_.profileStream; }

    int32_t addOptimizationProfile(nvinfer1::IOptimizationProfile const* profile) noexcept override;
    int32_t getNbOptimizationProfiles() const noexcept override { return static_cast<int32_t>(state_.profiles.size()); }

    void setProfilingVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept override;
    nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override { return state_.profilingVerbosity; }
    void setAlgorithmSelector(nvinfer1::IAlgorithmSelector* selector) noexcept override
    {
        state_.algorithmSelector = selector;
    }
    nvinfer1::IAlgorithmSelector* getAlgorithmSelector() const noexcept override { return state_.algorithmSelector; }

    void setQuantizationFlags(nvinfer1::QuantizationFlags flags) noexcept override;
    nvinfer1::QuantizationFlags getQuantizationFlags() const noexcept override { return state_.quantizationFlags; }
    void clearQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept override;
    void setQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept override;
    bool getQuantizationFlag(nvinfer1::QuantizationFlag flag) const noexcept override;

    bool setTacticSources(nvinfer1::TacticSources sources) noexcept override;
    nvinfer1::TacticSources getTacticSources() const noexcept override { return state_.tacticSources; }
    nvinfer1::ITimingCache* createTimingCache(void const* blob, std::size_t size) const noexcept override;
    bool setTimingCache(nvinfer1::ITimingCache const& cache, bool ignoreMismatch) noexcept override;
    nvinfer1::ITimingCache const* getTimingCache() const noexcept override { return state_.timingCache; }

    void setMemoryPoolLimit(nvinfer1::MemoryPoolType pool, std::size_t bytes) noexcept override;
    std::size_t getMemoryPoolLimit(nvinfer1::MemoryPoolType pool) const noexcept override;

    void setPreviewFeature(nvinfer1::PreviewFeature feature, bool enable) noexcept override;
    bool getPreviewFeature(nvinfer1::PreviewFeature feature) const noexcept override;
    void setBuilderOptimizationLevel(int32_t level) noexcept override;
    int32_t getBuilderOptimizationLevel() const noexcept override { return state_.optimizationLevel; }
    void setHardwareCompatibilityLevel(nvinfer1::HardwareCompatibilityLevel level) noexcept override;
    nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override
    {
        return state_.hardwareCompatibility;
    }
    void setPluginsToSerialize(char const* const* paths, int32_t count) noexcept override;
    char const* getPluginToSerialize(int32_t index) const noexcept override;
    int32_t getNbPluginsToSerialize() const noexcept override
    {
        return static_cast<int32_t>(state_.pluginsToSerialize.size());
    }
    void setMaxAuxStreams(int32_t count) noexcept override;
    int32_t getMaxAuxStreams() const noexcept override { return state_.maxAuxStreams; }
    void setProgressMonitor(nvinfer1::IProgressMonitor* monitor) noexcept override { state_.progressMonitor = monitor; }
    nvinfer1::IProgressMonitor* getProgressMonitor() const noexcept override { return state_.progressMonitor; }
    void setRuntimePlatform(nvinfer1::RuntimePlatform platform) noexcept override;
    nvinfer1::RuntimePlatform getRuntimePlatform() const noexcept override
    {
        return nvinfer1::RuntimePlatform::kSAME_AS_BUILD;
    }
    void setMaxNbTactics(int32_t count) noexcept override;
    int32_t getMaxNbTactics() const noexcept override { return state_.maxTactics; }
    bool setTilingOptimizationLevel(nvinfer1::TilingOptimizationLevel level) noexcept override;
    nvinfer1::TilingOptimizationLevel getTilingOptimizationLevel() const noexcept override
    {
        return state_.tilingLevel;
    }
    bool setL2LimitForTiling(int64_t bytes) noexcept override;
    int64_t getL2LimitForTiling() const noexcept override { return state_.l2LimitBytes; }

    //! tenon::setDevice. Null stands for devices::defaultDevice() at build time.
    void setDevice(devices::Device* device) { state_.device = device; }
    devices::Device* device() const { return state_.device; }

    //! tenon::setTiming. False: a model of memory traffic decides where several candidates are left.
    void setTiming(bool enabled) { state_.timing = enabled; }
    //! What the build is to do about timing: the flags, the optimization level, TENON_TIMING and the cache together.
    base::Result<builder::TimingOptions> timingOptions() const;
    //! tenonSetTuningData: values to time with; an empty function takes them back.
    void setTuningData(std::string const& tensor, builder::TuningData::Fill fill);
    builder::TuningData const& tuningData() const { return state_.tuningData; }
    //! Paths of the libraries that go into the plan, in the order in which they were set.
    std::vector<std::string> const& pluginsToSerialize() const { return state_.pluginsToSerialize; }
    //! What the last build with this configuration asked and decided; empty before it.
    std::shared_ptr<builder::BuildReport> const& report() const { return report_; }

    base::Log log() const noexcept { return reporting_->log(); }
    legacy::BuilderConfigTable& legacyTable() { return legacyTable_; }
    std::vector<graph::Profile> const& profiles() const { return state_.profiles; }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    //! All that reset() brings back to its default.
    struct State
    {
        int32_t avgTimingIterations{1};
        nvinfer1::BuilderFlags flags{nvinfer1::BuilderFlags{1} << static_cast<uint32_t>(nvinfer1::BuilderFlag::kTF32)};
        std::set<nvinfer1::ILayer const*> layersWithDevice;
        cudaStream_t profileStream{nullptr};
        std::vector<graph::Profile> profiles;
        nvinfer1::ProfilingVerbosity profilingVerbosity{nvinfer1::ProfilingVerbosity::kLAYER_NAMES_ONLY};
        nvinfer1::QuantizationFlags quantizationFlags{0};
        nvinfer1::TacticSources tacticSources{
            (1U << static_cast<uint32_t>(nvinfer1::TacticSource::kEDGE_MASK_CONVOLUTIONS))
            | (1U << static_cast<uint32_t>(nvinfer1::TacticSource::kJIT_CONVOLUTIONS))};
        std::map<nvinfer1::MemoryPoolType, std::size_t> poolLimits;
        uint32_t previewFeatures{0};
        int32_t optimizationLevel{3};
        nvinfer1::HardwareCompatibilityLevel hardwareCompatibility{nvinfer1::HardwareCompatibilityLevel::kNONE};
        int32_t maxAuxStreams{-1};
        nvinfer1::IProgressMonitor* progressMonitor{nullptr};
        nvinfer1::IAlgorithmSelector* algorithmSelector{nullptr};
        int32_t maxTactics{-1};
        nvinfer1::TilingOptimizationLevel tilingLevel{nvinfer1::TilingOptimizationLevel::kNONE};
        int64_t l2LimitBytes{-1};
        devices::Device* device{nullptr};
        std::vector<std::string> pluginsToSerialize;
        nvinfer1::IInt8Calibrator* calibrator{nullptr};
        nvinfer1::IOptimizationProfile const* calibrationProfile{nullptr};
        std::optional<graph::Profile> calibrationShapes;
        builder::TuningData tuningData;
        nvinfer1::ITimingCache const* timingCache{nullptr};
        std::shared_ptr<builder::TimingCache> measurements; //!< of timingCache, alive whatever happens to it
        bool timing{true};
    };

    std::shared_ptr<Reporting const> reporting_;
    State state_;
    std::shared_ptr<builder::BuildReport> report_{std::make_shared<builder::BuildReport>()};
    legacy::BuilderConfigTable legacyTable_{*this};
};

} // namespace tenon::api
