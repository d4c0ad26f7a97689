#include "api/builder/builder_config.h"

#include "api/argument_checks.h"
#include "api/builder/builder_flags.h"
#include "api/builder/timing_cache.h"
#include "api/guard.h"

#include <algorithm>

namespace tenon::api
{

using nvinfer1::MemoryPoolType;

namespace
{

Status checkDeviceType(nvinfer1::DeviceType type)
{
    TENON_CHECK(checkEnumerator("device type", type));
    if (type == nvinfer1::DeviceType::kDLA)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "device type kDLA: expected a DLA core, found none on this machine; use DeviceType::kGPU");
    }
    return {};
}

template <typename Enum>
uint32_t bit(Enum value)
{
    return uint32_t{1} << static_cast<uint32_t>(value);
}

template <typename Enum>
bool inRange(Enum value)
{
    return static_cast<int32_t>(value) >= 0 && static_cast<int32_t>(value) < nvinfer1::EnumMax<Enum>();
}

} // namespace

BuilderConfig::BuilderConfig(std::shared_ptr<Reporting const> reporting)
    : reporting_(std::move(reporting))
{
    mImpl = this;
}

void BuilderConfig::setAvgTimingIterations(int32_t avgTiming) noexcept
{
    perform(callLog(), "IBuilderConfig::setAvgTimingIterations", [&]() -> Status {
        TENON_CHECK(checkAtLeast("average timing iterations", avgTiming, 1));
        state_.avgTimingIterations = avgTiming;
        return {};
    });
}

void BuilderConfig::setEngineCapability(nvinfer1::EngineCapability capability) noexcept
{
    perform(callLog(), "IBuilderConfig::setEngineCapability", [&]() -> Status {
        TENON_CHECK(checkEnumerator("engine capability", capability));
        if (capability != nvinfer1::EngineCapability::kSTANDARD)
        {
            return base::notImplemented("EngineCapability::{}; use kSTANDARD",
                capability == nvinfer1::EngineCapability::kSAFETY ? "kSAFETY" : "kDLA_STANDALONE");
        }
        return {};
    });
}

void BuilderConfig::setInt8Calibrator(nvinfer1::IInt8Calibrator* calibrator) noexcept
{
    state_.calibrator = calibrator;
}

bool BuilderConfig::setCalibrationProfile(nvinfer1::IOptimizationProfile const* profile) noexcept
{
    return succeeds(callLog(), "IBuilderConfig::setCalibrationProfile", [&]() -> Status {
        state_.calibrationShapes.reset();
        if (profile != nullptr)
        {
            TENON_ASSIGN(state_.calibrationShapes, static_cast<OptimizationProfile const*>(profile)->toProfile());
        }
        state_.calibrationProfile = profile;
        return {};
    });
}

void BuilderConfig::setFlags(nvinfer1::BuilderFlags flags) noexcept
{
    perform(callLog(), "IBuilderConfig::setFlags", [&]() -> Status {
        for (int32_t i = 0; i < 32; ++i)
        {
            if ((flags >> i & 1U) != 0)
            {
                TENON_CHECK(checkFlag(static_cast<nvinfer1::BuilderFlag>(i)));
            }
        }
        state_.flags = flags;
        return {};
    });
}

void BuilderConfig::clearFlag(nvinfer1::BuilderFlag flag) noexcept
{
    perform(callLog(), "IBuilderConfig::clearFlag", [&]() -> Status {
        if (isKnown(flag))
        {
            state_.flags &= ~bitOf(flag);
            return {};
        }
        return checkFlag(flag);
    });
}

void BuilderConfig::setFlag(nvinfer1::BuilderFlag flag) noexcept
{
    perform(callLog(), "IBuilderConfig::setFlag", [&]() -> Status {
        TENON_CHECK(checkFlag(flag));
        state_.flags |= bitOf(flag);
        return {};
    });
}

bool BuilderConfig::getFlag(nvinfer1::BuilderFlag flag) const noexcept
{
    return isKnown(flag) && (state_.flags & bitOf(flag)) != 0;
}

void BuilderConfig::setDeviceType(nvinfer1::ILayer const* layer, nvinfer1::DeviceType type) noexcept
{
    perform(callLog(), "IBuilderConfig::setDeviceType", [&]() -> Status {
        TENON_CHECK(checkPointer("layer", layer));
        TENON_CHECK(checkDeviceType(type));
        state_.layersWithDevice.insert(layer);
        return {};
    });
}

bool BuilderConfig::isDeviceTypeSet(nvinfer1::ILayer const* layer) const noexcept
{
    return state_.layersWithDevice.count(layer) != 0;
}

void BuilderConfig::resetDeviceType(nvinfer1::ILayer const* layer) noexcept
{
    state_.layersWithDevice.erase(layer);
}

void BuilderConfig::setDLACore(int32_t core) noexcept
{
    perform(callLog(), "IBuilderConfig::setDLACore", [&]() -> Status {
        return core == -1
            ? Status()
            : Status(base::invalidArgument("DLA core: expected −1 since this machine has none, found {}", core));
    });
}

void BuilderConfig::setDefaultDeviceType(nvinfer1::DeviceType type) noexcept
{
    perform(callLog(), "IBuilderConfig::setDefaultDeviceType", [&] { return checkDeviceType(type); });
}

void BuilderConfig::reset() noexcept
{
    perform(callLog(), "IBuilderConfig::reset", [&]() -> Status {
        state_ = State();
        return {};
    });
}

int32_t BuilderConfig::addOptimizationProfile(nvinfer1::IOptimizationProfile const* profile) noexcept
{
    return valueOr<int32_t>(callLog(), "IBuilderConfig::addOptimizationProfile", -1, [&]() -> Result<int32_t> {
        TENON_CHECK(checkPointer("optimization profile", profile));
        // A copy, so that the profile may change or go with its builder.
        TENON_ASSIGN(graph::Profile copy, static_cast<OptimizationProfile const*>(profile)->toProfile());
        state_.profiles.push_back(std::move(copy));
        return static_cast<int32_t>(state_.profiles.size() - 1);
    });
}

void BuilderConfig::setProfilingVerbosity(nvinfer1::ProfilingVerbosity verbosity) noexcept
{
    perform(callLog(), "IBuilderConfig::setProfilingVerbosity", [&]() -> Status {
        TENON_CHECK(checkEnumerator("profiling verbosity", verbosity));
        state_.profilingVerbosity = verbosity;
        return {};
    });
}

void BuilderConfig::setQuantizationFlags(nvinfer1::QuantizationFlags flags) noexcept
{
    perform(callLog(), "IBuilderConfig::setQuantizationFlags", [&]() -> Status {
        constexpr uint32_t kKnown = (1U << nvinfer1::EnumMax<nvinfer1::QuantizationFlag>()) - 1;
        if ((flags & ~kKnown) != 0)
        {
            return base::invalidArgument("quantization flags: expected bits of 0x{:x}, found 0x{:x}", kKnown, flags);
        }
        state_.quantizationFlags = flags;
        return {};
    });
}

void BuilderConfig::clearQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept
{
    perform(callLog(), "IBuilderConfig::clearQuantizationFlag", [&]() -> Status {
        TENON_CHECK(checkEnumerator("quantization flag", flag));
        state_.quantizationFlags &= ~bit(flag);
        return {};
    });
}

void BuilderConfig::setQuantizationFlag(nvinfer1::QuantizationFlag flag) noexcept
{
    perform(callLog(), "IBuilderConfig::setQuantizationFlag", [&]() -> Status {
        TENON_CHECK(checkEnumerator("quantization flag", flag));
        state_.quantizationFlags |= bit(flag);
        return {};
    });
}

bool BuilderConfig::getQuantizationFlag(nvinfer1::QuantizationFlag flag) const noexcept
{
    return inRange(flag) && (state_.quantizationFlags & bit(flag)) != 0;
}

bool BuilderConfig::setTacticSources(nvinfer1::TacticSources sources) noexcept
{
    return succeeds(callLog(), "IBuilderConfig::setTacticSources", [&]() -> Status {
        constexpr uint32_t kKnown = (1U << nvinfer1::EnumMax<nvinfer1::TacticSource>()) - 1;
        if ((sources & ~kKnown) != 0)
        {
            return base::invalidArgument("tactic sources: expected bits of 0x{:x}, found 0x{:x}", kKnown, sources);
        }
        state_.tacticSources = sources;
        return {};
    });
}

nvinfer1::ITimingCache* BuilderConfig::createTimingCache(void const* blob, std::size_t size) const noexcept
{
    return valueOr<nvinfer1::ITimingCache*>(
        callLog(), "IBuilderConfig::createTimingCache", nullptr, [&]() -> Result<nvinfer1::ITimingCache*> {
            TENON_CHECK(size == 0 ? Status() : checkPointer("bytes of the timing cache", blob));
            devices::Device* device = state_.device;
            if (device == nullptr)
            {
                TENON_ASSIGN(device, devices::defaultDevice());
            }
            TENON_ASSIGN(auto cache,
                builder::TimingCache::fromBytes({static_cast<std::byte const*>(blob), size}, device->description()));
            return new TimingCache(std::move(cache), reporting_);
        });
}

bool BuilderConfig::setTimingCache(nvinfer1::ITimingCache const& cache, bool ignoreMismatch) noexcept
{
    return succeeds(callLog(), "IBuilderConfig::setTimingCache", [&]() -> Status {
        auto const& ours = static_cast<TimingCache const&>(cache);
        devices::Device* device = state_.device;
        if (device == nullptr)
        {
            TENON_ASSIGN(device, devices::defaultDevice());
        }
        TENON_CHECK(ours.measurements()->checkDevice(device->description(), ignoreMismatch));
        state_.timingCache = &cache;
        state_.measurements = ours.measurements();
        return {};
    });
}

Result<builder::TimingOptions> BuilderConfig::timingOptions() const
{
    builder::TimingOptions options;
    char const* const wish = std::getenv("TENON_TIMING");
    std::string_view const text = wish == nullptr ? "" : wish;
    if (text != "" && text != "on" && text != "off")
    {
        return base::invalidArgument("TENON_TIMING: expected on or off, found \"{}\"", text);
    }
    bool const heuristic = state_.optimizationLevel == 0 || (state_.flags & bitOf(kTacticHeuristicFlag)) != 0;
    options.enabled = state_.timing && text != "off" && !heuristic;
    options.iterations = state_.avgTimingIterations;
    options.maxCandidates = state_.maxTactics > 0 ? state_.maxTactics : INT64_MAX;
    options.errorOnMiss = getFlag(nvinfer1::BuilderFlag::kERROR_ON_TIMING_CACHE_MISS);
    options.data = state_.tuningData;
    options.cache = getFlag(nvinfer1::BuilderFlag::kDISABLE_TIMING_CACHE) ? nullptr : state_.measurements;
    return options;
}

void BuilderConfig::setMemoryPoolLimit(MemoryPoolType pool, std::size_t bytes) noexcept
{
    perform(callLog(), "IBuilderConfig::setMemoryPoolLimit", [&]() -> Status {
        TENON_CHECK(checkEnumerator("memory pool", pool));
        bool const ofDla = pool == MemoryPoolType::kDLA_MANAGED_SRAM || pool == MemoryPoolType::kDLA_LOCAL_DRAM
            || pool == MemoryPoolType::kDLA_GLOBAL_DRAM;
        if (ofDla && bytes != 0)
        {
            return base::invalidArgument(
                "memory pool of a DLA core: expected 0 bytes since this machine has no such core, found {}", bytes);
        }
        state_.poolLimits[pool] = bytes;
        return {};
    });
}

std::size_t BuilderConfig::getMemoryPoolLimit(MemoryPoolType pool) const noexcept
{
    if (!inRange(pool))
    {
        return 0;
    }
    auto const it = state_.poolLimits.find(pool);
    if (it != state_.poolLimits.end())
    {
        return it->second;
    }
    bool const ofDevice = pool == MemoryPoolType::kWORKSPACE || pool == MemoryPoolType::kTACTIC_DRAM
        || pool == MemoryPoolType::kTACTIC_SHARED_MEMORY;
    return ofDevice ? SIZE_MAX : 0;
}

void BuilderConfig::setPreviewFeature(nvinfer1::PreviewFeature feature, bool enable) noexcept
{
    perform(callLog(), "IBuilderConfig::setPreviewFeature", [&]() -> Status {
        if (feature == nvinfer1::apiv::legacy::kPREVIEW_FEATURE_FASTER_DYNAMIC_SHAPES_0805
            || feature == nvinfer1::apiv::legacy::kPREVIEW_FEATURE_DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805)
        {
            callLog().warning("preview feature: that of release 8 has no effect");
            return {};
        }
        TENON_CHECK(checkEnumerator("preview feature", feature));
        state_.previewFeatures =
            enable ? state_.previewFeatures | bit(feature) : state_.previewFeatures & ~bit(feature);
        return {};
    });
}

bool BuilderConfig::getPreviewFeature(nvinfer1::PreviewFeature feature) const noexcept
{
    return inRange(feature) && (state_.previewFeatures & bit(feature)) != 0;
}

void BuilderConfig::setBuilderOptimizationLevel(int32_t level) noexcept
{
    perform(callLog(), "IBuilderConfig::setBuilderOptimizationLevel", [&]() -> Status {
        TENON_CHECK(checkAtLeast("builder optimization level", level, 0));
        // Levels above 5 are taken for 5, as the public documentation says.
        state_.optimizationLevel = std::min(level, 5);
        return {};
    });
}

void BuilderConfig::setHardwareCompatibilityLevel(nvinfer1::HardwareCompatibilityLevel level) noexcept
{
    perform(callLog(), "IBuilderConfig::setHardwareCompatibilityLevel", [&]() -> Status {
        TENON_CHECK(checkEnumerator("hardware compatibility level", level));
        state_.hardwareCompatibility = level;
        return {};
    });
}

void BuilderConfig::setTuningData(std::string const& tensor, builder::TuningData::Fill fill)
{
    if (fill == nullptr)
    {
        state_.tuningData.byTensor.erase(tensor);
        return;
    }
    state_.tuningData.byTensor[tensor] = std::move(fill);
}

void BuilderConfig::setPluginsToSerialize(char const* const* paths, int32_t count) noexcept
{
    perform(callLog(), "IBuilderConfig::setPluginsToSerialize", [&]() -> Status {
        TENON_CHECK(checkAtLeast("number of plugin libraries", count, 0));
        TENON_CHECK(count == 0 ? Status() : checkPointer("paths of plugin libraries", paths));
        std::vector<std::string> all;
        for (int32_t i = 0; i < count; ++i)
        {
            TENON_CHECK(checkName("path of a plugin library", paths[i]));
            if (std::find(all.begin(), all.end(), paths[i]) != all.end())
            {
                return base::invalidArgument(
                    "paths of plugin libraries: expected each once, found \"{}\" again at {}", paths[i], i);
            }
            all.emplace_back(paths[i]);
        }
        state_.pluginsToSerialize = std::move(all);
        return {};
    });
}

char const* BuilderConfig::getPluginToSerialize(int32_t index) const noexcept
{
    return valueOr<char const*>(
        callLog(), "IBuilderConfig::getPluginToSerialize", nullptr, [&]() -> Result<char const*> {
            if (index < 0 || index >= getNbPluginsToSerialize())
            {
                return base::invalidArgument(
                    "index of a plugin library: expected from 0 to {}, found {}", getNbPluginsToSerialize() - 1, index);
            }
            return state_.pluginsToSerialize[static_cast<size_t>(index)].c_str();
        });
}

void BuilderConfig::setMaxAuxStreams(int32_t count) noexcept
{
    perform(callLog(), "IBuilderConfig::setMaxAuxStreams", [&]() -> Status {
        TENON_CHECK(checkAtLeast("auxiliary streams", count, 0));
        state_.maxAuxStreams = count;
        return {};
    });
}

void BuilderConfig::setRuntimePlatform(nvinfer1::RuntimePlatform platform) noexcept
{
    perform(callLog(), "IBuilderConfig::setRuntimePlatform", [&]() -> Status {
        TENON_CHECK(checkEnumerator("runtime platform", platform));
        if (platform != nvinfer1::RuntimePlatform::kSAME_AS_BUILD)
        {
            return base::notImplemented("RuntimePlatform::kWINDOWS_AMD64; build on the platform that runs the engine");
        }
        return {};
    });
}

void BuilderConfig::setMaxNbTactics(int32_t count) noexcept
{
    perform(callLog(), "IBuilderConfig::setMaxNbTactics", [&]() -> Status {
        TENON_CHECK(checkAtLeast("number of tactics", count, -1));
        state_.maxTactics = count;
        return {};
    });
}

bool BuilderConfig::setTilingOptimizationLevel(nvinfer1::TilingOptimizationLevel level) noexcept
{
    return succeeds(callLog(), "IBuilderConfig::setTilingOptimizationLevel", [&]() -> Status {
        TENON_CHECK(checkEnumerator("tiling optimization level", level));
        state_.tilingLevel = level;
        return {};
    });
}

bool BuilderConfig::setL2LimitForTiling(int64_t bytes) noexcept
{
    return succeeds(callLog(), "IBuilderConfig::setL2LimitForTiling", [&]() -> Status {
        TENON_CHECK(checkAtLeast("L2 limit in bytes", bytes, 0));
        state_.l2LimitBytes = bytes;
        return {};
    });
}

} // namespace tenon::api
