// Builder, its configuration, optimization profiles and the timing cache.
#include "bytes_view.h"
#include "properties.h"

#include <tenon/build_report.h>
#include <tenon/device.h>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

constexpr std::int32_t kImplicitBatchLevel = 8;

apiv::legacy::VBuilder& legacy(IBuilder const& builder)
{
    return legacyOf<apiv::legacy::VBuilder>(builder, apiv::legacy::TableKind::kBUILDER);
}

apiv::legacy::VBuilderConfig& legacyConfig(IBuilderConfig const& config)
{
    return legacyOf<apiv::legacy::VBuilderConfig>(config, apiv::legacy::TableKind::kBUILDER_CONFIG);
}

//! Without flags the network has an implicit batch, as it had in releases 7 and 8; with flags, 0 among them, it is as in release 10:
//! explicit.
INetworkDefinition* createNetwork(IBuilder& builder, nb::object flags)
{
    return flags.is_none() ? legacy(builder).createNetworkV2(0, kImplicitBatchLevel)
                           : builder.createNetworkV2(nb::cast<NetworkDefinitionCreationFlags>(flags));
}

void bindProfile(nb::module_& m)
{
    auto const shapes = [](IOptimizationProfile const& self, char const* input) {
        nb::list all;
        for (auto const select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
        {
            all.append(self.getDimensions(input, select));
        }
        return all;
    };
    auto const values = [](IOptimizationProfile const& self, char const* input) {
        nb::list all;
        std::int32_t const count = self.getNbShapeValues(input);
        for (auto const select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
        {
            std::int64_t const* const found = self.getShapeValuesV2(input, select);
            if (found != nullptr && count > 0)
            {
                all.append(std::vector<std::int64_t>(found, found + count));
            }
        }
        return all;
    };
    auto const setShape = [](IOptimizationProfile& self, char const* input, Dims const& min, Dims const& opt,
                              Dims const& max) {
        bool const set = self.setDimensions(input, OptProfileSelector::kMIN, min)
            && self.setDimensions(input, OptProfileSelector::kOPT, opt)
            && self.setDimensions(input, OptProfileSelector::kMAX, max);
        if (!set)
        {
            throw nb::value_error((std::string("set_shape: expected min <= opt <= max of one rank for input \"") + input
                + "\", found shapes that do not go together; the logger says which")
                                      .c_str());
        }
    };
    using Values = std::vector<std::int64_t>;
    auto const setValues = [](IOptimizationProfile& self, char const* input, Values const& min, Values const& opt,
                               Values const& max) {
        auto const set = [&](OptProfileSelector select, Values const& of) {
            return self.setShapeValuesV2(input, select, of.data(), static_cast<std::int32_t>(of.size()));
        };
        if (!set(OptProfileSelector::kMIN, min) || !set(OptProfileSelector::kOPT, opt)
            || !set(OptProfileSelector::kMAX, max))
        {
            throw nb::value_error((std::string("set_shape_input: expected min <= opt <= max of one length for input \"")
                + input + "\", found values that do not go together; the logger says which")
                                      .c_str());
        }
    };
    Documented<IOptimizationProfile>(
        m, "IOptimizationProfile", "The shapes that an engine is to serve, and the one to be fastest for.")
        .def("set_shape", setShape, nb::arg("input"), nb::arg("min"), nb::arg("opt"), nb::arg("max"))
        .def("get_shape", shapes, nb::arg("input"), "[min, opt, max]")
        .def("set_shape_input", setValues, nb::arg("input"), nb::arg("min"), nb::arg("opt"), nb::arg("max"))
        .def("get_shape_input", values, nb::arg("input"), "[min, opt, max]")
        .TENON_PROPERTY(IOptimizationProfile, "extra_memory_target", ExtraMemoryTarget)
        .def("is_valid", &IOptimizationProfile::isValid)
        .def("__bool__", &IOptimizationProfile::isValid);
}

void bindTimingCache(nb::module_& m)
{
    Documented<TimingCacheKey>(m, "TimingCacheKey", "What a timing cache knows a kernel or plugin by.")
        .def_static(
            "parse",
            [](std::string const& text) {
                bool const prefixed = text.compare(0, 2, "0x") == 0;
                std::string const digits = text.substr(prefixed ? 2 : 0);
                TimingCacheKey key{};
                if (digits.size() != 2 * sizeof key.data
                    || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
                {
                    throw nb::value_error(
                        ("TimingCacheKey.parse: expected 32 hexadecimal digits, found \"" + text + "\"").c_str());
                }
                for (std::size_t i = 0; i < sizeof key.data; ++i)
                {
                    key.data[i] = static_cast<std::uint8_t>(std::stoi(digits.substr(2 * i, 2), nullptr, 16));
                }
                return key;
            },
            nb::arg("text"), "From what str(key) gives.")
        .def("__str__",
            [](TimingCacheKey const& self) {
                std::string text = "0x";
                for (std::uint8_t const byte : self.data)
                {
                    char const digits[] = "0123456789abcdef";
                    text += {digits[byte >> 4U], digits[byte & 15U]};
                }
                return text;
            })
        .def(
            "__eq__",
            [](TimingCacheKey const& self, TimingCacheKey const& other) {
                return std::equal(std::begin(self.data), std::end(self.data), std::begin(other.data));
            },
            nb::is_operator())
        .def("__hash__", [](TimingCacheKey const& self) {
            return std::hash<std::string>()(std::string(reinterpret_cast<char const*>(self.data), sizeof self.data));
        });
    Documented<TimingCacheValue> value(m, "TimingCacheValue", "The fastest tactic of a key and its time.");
    value
        .def(
            "__init__",
            [](TimingCacheValue* self, std::uint64_t hash, float ms) {
                new (self) TimingCacheValue{hash, ms};
            },
            nb::arg("tactic_hash"), nb::arg("timing_msec"))
        .def_rw("tacticHash", &TimingCacheValue::tacticHash)
        .def_rw("timingMSec", &TimingCacheValue::timingMSec, "In milliseconds.");
    value.attr("INVALID_TACTIC_HASH") = nb::int_(std::uint64_t{TimingCacheValue::kINVALID_TACTIC_HASH});
    Documented<ITimingCache> cache(m, "ITimingCache", "Measured times of kernels and plugins, for later builds.");
    bindWith(cache);
    cache.def("serialize", [](ITimingCache const& self) { return HostMemory(self.serialize()); })
        .def("combine", &ITimingCache::combine, nb::arg("input_cache"), nb::arg("ignore_mismatch"))
        .def("reset", &ITimingCache::reset)
        .def(
            "queryKeys",
            [](ITimingCache const& self) {
                std::int64_t const count = std::max<std::int64_t>(self.queryKeys(nullptr, 0), 0);
                std::vector<TimingCacheKey> keys(static_cast<std::size_t>(count));
                self.queryKeys(keys.data(), count);
                return keys;
            },
            "The keys of what was measured.")
        .def("query", &ITimingCache::query, nb::arg("key"),
            "The tactic and time of a key; a tactic hash of TimingCacheValue.INVALID_TACTIC_HASH where there is none.")
        .def("update", &ITimingCache::update, nb::arg("key"), nb::arg("value"),
            "Sets what a key stands for. False where the builder was not told BuilderFlag.EDITABLE_TIMING_CACHE.");
}

void bindConfigFlags(Documented<IBuilderConfig>& config)
{
    using Config = IBuilderConfig;
    config.def("set_flag", &Config::setFlag, nb::arg("flag"))
        .def("clear_flag", &Config::clearFlag, nb::arg("flag"))
        .def("get_flag", &Config::getFlag, nb::arg("flag"))
        .TENON_PROPERTY(Config, "flags", Flags)
        .def("set_quantization_flag", &Config::setQuantizationFlag, nb::arg("flag"))
        .def("clear_quantization_flag", &Config::clearQuantizationFlag, nb::arg("flag"))
        .def("get_quantization_flag", &Config::getQuantizationFlag, nb::arg("flag"))
        .TENON_PROPERTY(Config, "quantization_flags", QuantizationFlags)
        .def("set_preview_feature", &Config::setPreviewFeature, nb::arg("feature"), nb::arg("enable"))
        .def("get_preview_feature", &Config::getPreviewFeature, nb::arg("feature"))
        .def("set_tactic_sources", &Config::setTacticSources, nb::arg("tactic_sources"))
        .def("get_tactic_sources", &Config::getTacticSources)
        .TENON_PROPERTY(Config, "engine_capability", EngineCapability)
        .TENON_PROPERTY(Config, "profiling_verbosity", ProfilingVerbosity)
        .TENON_PROPERTY(Config, "hardware_compatibility_level", HardwareCompatibilityLevel)
        .TENON_PROPERTY(Config, "runtime_platform", RuntimePlatform)
        .TENON_PROPERTY(Config, "tiling_optimization_level", TilingOptimizationLevel)
        .TENON_PROPERTY(Config, "l2_limit_for_tiling", L2LimitForTiling);
}

void bindConfig(nb::module_& m)
{
    using Config = IBuilderConfig;
    Documented<Config> config(m, "IBuilderConfig", "How to build an engine.");
    bindWith(config);
    bindConfigFlags(config);
    config.TENON_PROPERTY(Config, "avg_timing_iterations", AvgTimingIterations)
        .TENON_PROPERTY(Config, "builder_optimization_level", BuilderOptimizationLevel)
        .TENON_PROPERTY(Config, "max_aux_streams", MaxAuxStreams)
        .TENON_PROPERTY(Config, "max_num_tactics", MaxNbTactics)
        .TENON_PROPERTY(Config, "DLA_core", DLACore)
        .def_prop_rw(
            "min_timing_iterations", [](Config const& self) { return legacyConfig(self).getMinTimingIterations(); },
            [](Config& self, std::int32_t count) { legacyConfig(self).setMinTimingIterations(count); },
            "Of releases 7 and 8.")
        .def_prop_rw("int8_calibrator", &Config::getInt8Calibrator, &Config::setInt8Calibrator,
            nb::for_setter(nb::arg("calibrator").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference), "Feeds sample batches for BuilderFlag.INT8.")
        .def(
            "get_calibration_profile",
            [](Config& self) { return const_cast<IOptimizationProfile*>(self.getCalibrationProfile()); },
            nb::rv_policy::reference_internal, "None where none was set.")
        .TENON_PROPERTY(Config, "default_device_type", DefaultDeviceType)
        .def("set_device_type", &Config::setDeviceType, nb::arg("layer"), nb::arg("device_type"))
        .def("get_device_type", &Config::getDeviceType, nb::arg("layer"))
        .def("is_device_type_set", &Config::isDeviceTypeSet, nb::arg("layer"))
        .def("reset_device_type", &Config::resetDeviceType, nb::arg("layer"))
        .def("can_run_on_DLA", &Config::canRunOnDLA, nb::arg("layer"))
        .def("set_memory_pool_limit", &Config::setMemoryPoolLimit, nb::arg("pool"), nb::arg("pool_size"), "In bytes.")
        .def("get_memory_pool_limit", &Config::getMemoryPoolLimit, nb::arg("pool"), "In bytes.")
        .def_prop_rw(
            "max_workspace_size",
            [](Config const& self) { return self.getMemoryPoolLimit(MemoryPoolType::kWORKSPACE); },
            [](Config& self, std::size_t bytes) { self.setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, bytes); },
            "In bytes; of releases 7 and 8.")
        .def_prop_rw(
            "profile_stream", [](Config const& self) { return addressOf(self.getProfileStream()); },
            [](Config& self, std::uintptr_t stream) { self.setProfileStream(pointerOf<cudaStream_t>(stream)); })
        .def("add_optimization_profile", &Config::addOptimizationProfile, nb::arg("profile"),
            "Its index, or -1 where it is not valid.")
        .TENON_READONLY(Config, "num_optimization_profiles", getNbOptimizationProfiles)
        .def("set_calibration_profile", &Config::setCalibrationProfile, nb::arg("profile"))
        .def(
            "create_timing_cache",
            [](Config const& self, nb::handle blob) {
                BytesView const view(blob);
                return std::unique_ptr<ITimingCache>(self.createTimingCache(view.data(), view.size()));
            },
            nb::arg("serialized_timing_cache"), "Empty bytes make an empty cache. None where the bytes are no cache.")
        .def("set_timing_cache", &Config::setTimingCache, nb::arg("cache"), nb::arg("ignore_mismatch"),
            nb::keep_alive<1, 2>())
        .def(
            "get_timing_cache", [](Config const& self) { return const_cast<ITimingCache*>(self.getTimingCache()); },
            nb::rv_policy::reference_internal)
        .def_prop_rw(
            "plugins_to_serialize",
            [](Config const& self) {
                std::vector<std::string> paths;
                for (std::int32_t i = 0; i < self.getNbPluginsToSerialize(); ++i)
                {
                    paths.emplace_back(self.getPluginToSerialize(i));
                }
                return paths;
            },
            [](Config& self, std::vector<std::string> const& paths) {
                std::vector<char const*> texts;
                for (std::string const& path : paths)
                {
                    texts.push_back(path.c_str());
                }
                self.setPluginsToSerialize(texts.data(), static_cast<std::int32_t>(texts.size()));
            })
        .def_prop_rw("algorithm_selector", &Config::getAlgorithmSelector, &Config::setAlgorithmSelector,
            nb::for_setter(nb::arg("selector").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_rw("progress_monitor", &Config::getProgressMonitor, &Config::setProgressMonitor,
            nb::for_setter(nb::arg("monitor").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def("reset", &Config::reset)
        .def(
            "set_timing", [](Config& self, bool on) { return tenonSetTiming != nullptr && tenonSetTiming(&self, on); },
            nb::arg("on"),
            "Whether kernels and plugins are timed to choose among them, or chosen by rule: the same each time. Of Tenon.")
        .def(
            "set_device", [](Config& self, std::string const& device) { return setDevice(self, device); },
            nb::arg("device"),
            "\"cpu\", \"cuda\" or \"cuda:<index>\": where the engine is to run. False where there is no such device.");
}

HostMemory buildSerialized(IBuilder& builder, INetworkDefinition& network, IBuilderConfig& config)
{
    LeftPython const left;
    return HostMemory(builder.buildSerializedNetwork(network, config));
}

std::unique_ptr<ICudaEngine> buildEngine(IBuilder& builder, INetworkDefinition& network, IBuilderConfig& config)
{
    LeftPython const left;
    return std::unique_ptr<ICudaEngine>(builder.buildEngineWithConfig(network, config));
}

} // namespace

void bindBuilder(nb::module_& m)
{
    bindProfile(m);
    bindTimingCache(m);
    bindConfig(m);
    Documented<IBuilder> builder(
        m, "Builder", "Makes networks and engines. Calls that fail give None, or False: the logger says why.");
    bindWith(builder);
    builder
        .def(nb::new_([](ILogger& logger) { return made(createInferBuilder(logger), "Builder"); }), nb::arg("logger"),
            nb::keep_alive<0, 2>())
        .def(
            "create_network",
            [](IBuilder& self, nb::object flags) {
                return std::unique_ptr<INetworkDefinition>(createNetwork(self, std::move(flags)));
            },
            nb::arg("flags") = nb::none(), nb::keep_alive<0, 1>(),
            "Without flags: of implicit batch. With flags, 1 << NetworkDefinitionCreationFlag or 0: of explicit batch.")
        .def(
            "create_builder_config",
            [](IBuilder& self) { return std::unique_ptr<IBuilderConfig>(self.createBuilderConfig()); },
            nb::keep_alive<0, 1>())
        .def("create_optimization_profile", &IBuilder::createOptimizationProfile, nb::rv_policy::reference_internal)
        .def("build_serialized_network", &buildSerialized, nb::arg("network"), nb::arg("config"),
            "An engine file's bytes.")
        .def("build_engine", &buildEngine, nb::arg("network"), nb::arg("config"), nb::keep_alive<0, 1>())
        .def("build_engine_with_config", &buildEngine, nb::arg("network"), nb::arg("config"), nb::keep_alive<0, 1>())
        .def(
            "build_cuda_engine",
            [](IBuilder& self, INetworkDefinition& network) {
                return buildEngine(self, network, *legacy(self).getDefaultConfig());
            },
            nb::arg("network"), nb::keep_alive<0, 1>(),
            "Of release 7: with the configuration that the builder's own properties make.")
        .def(
            "build_serialized_network_to_stream",
            [](IBuilder& self, INetworkDefinition& network, IBuilderConfig& config, IStreamWriter& writer) {
                LeftPython const left;
                return self.buildSerializedNetworkToStream(network, config, writer);
            },
            nb::arg("network"), nb::arg("config"), nb::arg("writer"))
        .def("is_network_supported", &IBuilder::isNetworkSupported, nb::arg("network"), nb::arg("config"))
        .def_prop_rw(
            "max_batch_size", [](IBuilder const& self) { return legacy(self).getMaxBatchSize(); },
            [](IBuilder& self, std::int32_t size) { legacy(self).setMaxBatchSize(size); },
            "Of networks of implicit batch.")
        .def_prop_rw(
            "max_workspace_size",
            [](IBuilder const& self) {
                return legacy(self).getDefaultConfig()->getMemoryPoolLimit(MemoryPoolType::kWORKSPACE);
            },
            [](IBuilder& self, std::size_t bytes) {
                legacy(self).getDefaultConfig()->setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, bytes);
            },
            "In bytes; of release 7.")
        .def_prop_rw(
            "fp16_mode",
            [](IBuilder const& self) { return legacy(self).getDefaultConfig()->getFlag(BuilderFlag::kFP16); },
            [](IBuilder& self, bool on) {
                IBuilderConfig& config = *legacy(self).getDefaultConfig();
                on ? config.setFlag(BuilderFlag::kFP16) : config.clearFlag(BuilderFlag::kFP16);
            },
            "Of release 7.")
        .def_prop_rw(
            "int8_mode",
            [](IBuilder const& self) { return legacy(self).getDefaultConfig()->getFlag(BuilderFlag::kINT8); },
            [](IBuilder& self, bool on) {
                IBuilderConfig& config = *legacy(self).getDefaultConfig();
                on ? config.setFlag(BuilderFlag::kINT8) : config.clearFlag(BuilderFlag::kINT8);
            },
            "Of release 7.")
        .def_prop_rw(
            "int8_calibrator",
            [](IBuilder const& self) { return legacy(self).getDefaultConfig()->getInt8Calibrator(); },
            [](IBuilder& self, IInt8Calibrator* calibrator) {
                legacy(self).getDefaultConfig()->setInt8Calibrator(calibrator);
            },
            nb::for_setter(nb::arg("calibrator").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference), "Of release 7.")
        .def_prop_rw(
            "strict_type_constraints",
            [](IBuilder const& self) {
                return legacy(self).getDefaultConfig()->getFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
            },
            [](IBuilder& self, bool on) {
                IBuilderConfig& config = *legacy(self).getDefaultConfig();
                on ? config.setFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS)
                   : config.clearFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
            },
            "Of release 7.")
        .TENON_READONLY(IBuilder, "platform_has_fast_fp16", platformHasFastFp16)
        .TENON_READONLY(IBuilder, "platform_has_fast_int8", platformHasFastInt8)
        .TENON_READONLY(IBuilder, "platform_has_tf32", platformHasTf32)
        .TENON_READONLY(IBuilder, "num_DLA_cores", getNbDLACores)
        .TENON_READONLY(IBuilder, "max_DLA_batch_size", getMaxDLABatchSize)
        .TENON_PROPERTY(IBuilder, "max_threads", MaxThreads)
        .def_prop_rw(
            "gpu_allocator", [](IBuilder const&) { return nb::none(); },
            [](IBuilder& self, IGpuAllocator* allocator) { self.setGpuAllocator(allocator); },
            nb::for_setter(nb::arg("allocator").none()), nb::for_setter(nb::keep_alive<1, 2>()))
        .def_prop_rw("error_recorder", &IBuilder::getErrorRecorder, &IBuilder::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_ro("logger", &IBuilder::getLogger, nb::rv_policy::reference)
        .def("get_plugin_registry", &IBuilder::getPluginRegistry, nb::rv_policy::reference_internal)
        .def("reset", &IBuilder::reset);
}

} // namespace tenon::python
