// Runtime, engines, and the bytes that the library makes.
#include "bytes_view.h"
#include "properties.h"

#include <tenon/device.h>
#include <tenon/engine_file.h>

namespace nanobind::detail
{

//! See IExecutionContext's.
template <>
void wrap_destruct<nvinfer1::ICudaEngine>(void* engine) noexcept
{
    tenon::python::LeftPython const left;
    static_cast<nvinfer1::ICudaEngine*>(engine)->~ICudaEngine();
}

} // namespace nanobind::detail

namespace tenon::python
{

namespace
{

using namespace nvinfer1;
using Engine = ICudaEngine;

apiv::legacy::VCudaEngine& legacy(Engine const& engine)
{
    return legacyOf<apiv::legacy::VCudaEngine>(engine, apiv::legacy::TableKind::kCUDA_ENGINE);
}

int hostMemoryBuffer(PyObject* self, Py_buffer* view, int flags)
{
    auto* const memory = nb::inst_ptr<IHostMemory>(nb::handle(self));
    return PyBuffer_FillInfo(view, self, memory->data(), static_cast<Py_ssize_t>(memory->size()), 1, flags);
}

PyType_Slot hostMemorySlots[]{{Py_bf_getbuffer, reinterpret_cast<void*>(&hostMemoryBuffer)}, {0, nullptr}};

void bindHostMemory(nb::module_& m)
{
    Documented<IHostMemory> memory(m, "IHostMemory", nb::type_slots(hostMemorySlots),
        "Bytes that the library made. Works wherever bytes do (the buffer protocol, read-only): file.write(memory), bytes(memory).");
    bindWith(memory);
    memory.def_prop_ro("dtype", &IHostMemory::type)
        .TENON_READONLY(IHostMemory, "nbytes", size)
        .def("__len__", &IHostMemory::size);
}

std::unique_ptr<Engine> deserialize(IRuntime& runtime, nb::handle bytes)
{
    BytesView const view(bytes);
    LeftPython const left;
    return std::unique_ptr<Engine>(runtime.deserializeCudaEngine(view.data(), view.size()));
}

void bindRuntimeClass(nb::module_& m)
{
    Documented<IRuntime> runtime(m, "Runtime", "Loads engines. Calls that fail give None: the logger says why.");
    bindWith(runtime);
    runtime
        .def(nb::new_([](ILogger& logger) { return made(createInferRuntime(logger), "Runtime"); }), nb::arg("logger"),
            nb::keep_alive<0, 2>())
        .def(
            "deserialize_cuda_engine",
            [](IRuntime& self, IStreamReader& reader) {
                LeftPython const left;
                return std::unique_ptr<Engine>(self.deserializeCudaEngine(reader));
            },
            nb::arg("stream_reader"), nb::keep_alive<0, 1>())
        .def(
            "deserialize_cuda_engine",
            [](IRuntime& self, IStreamReaderV2& reader) {
                LeftPython const left;
                return std::unique_ptr<Engine>(self.deserializeCudaEngine(reader));
            },
            nb::arg("stream_reader_v2"), nb::keep_alive<0, 1>())
        // Last, since it takes any object and says what is wrong with it.
        .def("deserialize_cuda_engine", &deserialize, nb::arg("serialized_engine"), nb::keep_alive<0, 1>())
        .def(
            "load_engine",
            [](IRuntime& self, std::string const& path) {
                LeftPython const left;
                return std::unique_ptr<Engine>(loadEngine(self, path));
            },
            nb::arg("path"), nb::keep_alive<0, 1>(), "An engine from its file, which is mapped, not read. Of Tenon.")
        .TENON_PROPERTY(IRuntime, "max_threads", MaxThreads)
        .TENON_PROPERTY(IRuntime, "engine_host_code_allowed", EngineHostCodeAllowed)
        .TENON_PROPERTY(IRuntime, "temporary_directory", TemporaryDirectory)
        .TENON_PROPERTY(IRuntime, "tempfile_control_flags", TempfileControlFlags)
        .def_prop_rw(
            "gpu_allocator", [](IRuntime const&) { return nb::none(); },
            [](IRuntime& self, IGpuAllocator* allocator) { self.setGpuAllocator(allocator); },
            nb::for_setter(nb::arg("allocator").none()), nb::for_setter(nb::keep_alive<1, 2>()))
        .def_prop_rw("error_recorder", &IRuntime::getErrorRecorder, &IRuntime::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_ro("logger", &IRuntime::getLogger, nb::rv_policy::reference)
        .TENON_READONLY(IRuntime, "num_DLA_cores", getNbDLACores)
        .TENON_PROPERTY(IRuntime, "DLA_core", DLACore)
        .def(
            "load_runtime",
            [](IRuntime& self, char const* path) { return std::unique_ptr<IRuntime>(self.loadRuntime(path)); },
            nb::arg("path"), nb::keep_alive<0, 1>(), "None: there are no other runtimes to load; the logger says so.")
        .def("get_plugin_registry", &IRuntime::getPluginRegistry, nb::rv_policy::reference_internal);
}

std::string checkedName(Engine const& engine, nb::handle nameOrIndex)
{
    if (!nb::isinstance<nb::int_>(nameOrIndex))
    {
        return nb::cast<std::string>(nameOrIndex);
    }
    auto const index = nb::cast<std::int32_t>(nameOrIndex);
    char const* const name = legacy(engine).getBindingName(index);
    if (name == nullptr)
    {
        throw nb::index_error(("engine: expected a binding index below "
            + std::to_string(legacy(engine).getNbBindings()) + ", found " + std::to_string(index))
                                  .c_str());
    }
    return name;
}

std::int32_t bindingOf(Engine const& engine, nb::handle nameOrIndex)
{
    return nb::isinstance<nb::int_>(nameOrIndex)
        ? nb::cast<std::int32_t>(nameOrIndex)
        : legacy(engine).getBindingIndex(nb::cast<std::string>(nameOrIndex).c_str());
}

nb::list profileShape(Engine const& engine, char const* name, std::int32_t profile)
{
    nb::list shapes;
    for (auto const select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
    {
        shapes.append(engine.getProfileShape(name, profile, select));
    }
    return shapes;
}

nb::list profileValues(Engine const& engine, char const* name, std::int32_t profile)
{
    nb::list all;
    Dims const shape = engine.getTensorShape(name);
    std::int64_t const count = shape.nbDims == 0 ? 1 : std::max<std::int64_t>(shape.d[0], 0);
    for (auto const select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
    {
        std::int64_t const* const values = engine.getProfileTensorValuesV2(name, profile, select);
        if (values != nullptr)
        {
            all.append(std::vector<std::int64_t>(values, values + count));
        }
    }
    return all;
}

void bindEngineTensors(Documented<Engine>& engine)
{
    auto const name = nb::arg("name");
    engine.TENON_READONLY(Engine, "num_io_tensors", getNbIOTensors)
        .def(
            "get_tensor_name",
            [](Engine const& self, std::int32_t index) { return textOf(self.getIOTensorName(index)); },
            nb::arg("index"))
        .def("get_tensor_shape", &Engine::getTensorShape, name)
        .def("get_tensor_dtype", &Engine::getTensorDataType, name)
        .def("get_tensor_mode", &Engine::getTensorIOMode, name)
        .def("get_tensor_location", &Engine::getTensorLocation, name)
        .def("is_shape_inference_io", &Engine::isShapeInferenceIO, name)
        .def("is_debug_tensor", &Engine::isDebugTensor, name)
        .def(
            "get_aliased_input_tensor",
            [](Engine const& self, char const* of) { return textOf(self.getAliasedInputTensor(of)); }, name)
        .def("get_tensor_profile_shape", &profileShape, name, nb::arg("profile_index"), "[min, opt, max]")
        .def(
            "get_tensor_profile_values",
            [](Engine const& self, std::int32_t profile, char const* of) { return profileValues(self, of, profile); },
            nb::arg("profile_index"), name, "[min, opt, max]")
        .def("get_tensor_profile_values", &profileValues, name, nb::arg("profile_index"), "[min, opt, max]")
        .def(
            "get_tensor_format",
            [](Engine const& self, char const* of, std::int32_t profile) { return self.getTensorFormat(of, profile); },
            name, nb::arg("profile_index") = 0)
        .def(
            "get_tensor_format_desc",
            [](Engine const& self, char const* of, std::int32_t profile) {
                return textOf(self.getTensorFormatDesc(of, profile));
            },
            name, nb::arg("profile_index") = 0)
        .def(
            "get_tensor_bytes_per_component",
            [](Engine const& self, char const* of, std::int32_t profile) {
                return self.getTensorBytesPerComponent(of, profile);
            },
            name, nb::arg("profile_index") = 0)
        .def(
            "get_tensor_components_per_element",
            [](Engine const& self, char const* of, std::int32_t profile) {
                return self.getTensorComponentsPerElement(of, profile);
            },
            name, nb::arg("profile_index") = 0)
        .def(
            "get_tensor_vectorized_dim",
            [](Engine const& self, char const* of, std::int32_t profile) {
                return self.getTensorVectorizedDim(of, profile);
            },
            name, nb::arg("profile_index") = 0);
}

//! Of releases 7 and 8: bindings by index.
void bindEngineBindings(Documented<Engine>& engine)
{
    auto const which = nb::arg("binding");
    engine.def_prop_ro("num_bindings", [](Engine const& self) { return legacy(self).getNbBindings(); })
        .def_prop_ro("max_batch_size", [](Engine const& self) { return legacy(self).getMaxBatchSize(); })
        .def_prop_ro("max_workspace_size", [](Engine const& self) { return legacy(self).getWorkspaceSize(); })
        .def(
            "get_binding_index",
            [](Engine const& self, char const* name) { return legacy(self).getBindingIndex(name); }, nb::arg("name"))
        .def(
            "get_binding_name",
            [](Engine const& self, std::int32_t index) { return textOf(legacy(self).getBindingName(index)); },
            nb::arg("index"))
        .def(
            "binding_is_input",
            [](Engine const& self, nb::object of) { return legacy(self).bindingIsInput(bindingOf(self, of)); }, which)
        .def(
            "get_binding_shape",
            [](Engine const& self, nb::object of) {
                return Dims(legacy(self).getBindingDimensions(bindingOf(self, of)));
            },
            which)
        .def(
            "get_binding_dtype",
            [](Engine const& self, nb::object of) { return legacy(self).getBindingDataType(bindingOf(self, of)); },
            which)
        .def(
            "get_location",
            [](Engine const& self, nb::object of) { return legacy(self).getLocation(bindingOf(self, of)); }, which)
        .def(
            "is_shape_binding",
            [](Engine const& self, std::int32_t index) { return legacy(self).isShapeBinding(index); }, which)
        .def(
            "is_execution_binding",
            [](Engine const& self, std::int32_t index) { return legacy(self).isExecutionBinding(index); }, which)
        .def(
            "get_binding_format",
            [](Engine const& self, std::int32_t index) { return legacy(self).getBindingFormat(index); }, which)
        .def(
            "get_binding_format_desc",
            [](Engine const& self, std::int32_t index) { return textOf(legacy(self).getBindingFormatDesc(index)); },
            which)
        .def(
            "get_binding_bytes_per_component",
            [](Engine const& self, std::int32_t index) { return legacy(self).getBindingBytesPerComponent(index); },
            which)
        .def(
            "get_binding_components_per_element",
            [](Engine const& self, std::int32_t index) { return legacy(self).getBindingComponentsPerElement(index); },
            which)
        .def(
            "get_binding_vectorized_dim",
            [](Engine const& self, std::int32_t index) { return legacy(self).getBindingVectorizedDim(index); }, which)
        .def(
            "get_profile_shape_input",
            [](Engine const& self, std::int32_t profile, nb::object of) {
                return profileValues(self, checkedName(self, of).c_str(), profile);
            },
            nb::arg("profile_index"), which, "[min, opt, max]")
        .def(
            "get_profile_shape",
            [](Engine const& self, std::int32_t profile, nb::object of) {
                return profileShape(self, checkedName(self, of).c_str(), profile);
            },
            nb::arg("profile_index"), which, "[min, opt, max]")
        .def("__len__", [](Engine const& self) { return legacy(self).getNbBindings(); })
        .def("__getitem__",
            [](Engine const& self, nb::object which) -> nb::object {
                return nb::isinstance<nb::int_>(which) ? nb::object(nb::str(checkedName(self, which).c_str()))
                                                       : nb::object(nb::int_(bindingOf(self, which)));
            })
        .def("__iter__", [](Engine const& self) {
            nb::list names;
            for (std::int32_t i = 0; i < legacy(self).getNbBindings(); ++i)
            {
                names.append(textOf(legacy(self).getBindingName(i)));
            }
            return nb::iter(names);
        });
}

std::unique_ptr<IExecutionContext> createContext(Engine& engine, ExecutionContextAllocationStrategy strategy)
{
    LeftPython const left;
    return std::unique_ptr<IExecutionContext>(engine.createExecutionContext(strategy));
}

void bindEngineClass(nb::module_& m)
{
    Documented<Engine> engine(m, "ICudaEngine", "A loaded engine. May be used from several threads.");
    bindWith(engine);
    bindEngineTensors(engine);
    bindEngineBindings(engine);
    engine.TENON_READONLY(Engine, "name", getName)
        .TENON_READONLY(Engine, "num_layers", getNbLayers)
        .TENON_READONLY(Engine, "num_optimization_profiles", getNbOptimizationProfiles)
        .TENON_READONLY(Engine, "has_implicit_batch_dimension", hasImplicitBatchDimension)
        .TENON_READONLY(Engine, "refittable", isRefittable)
        .TENON_READONLY(Engine, "device_memory_size", getDeviceMemorySizeV2)
        .TENON_READONLY(Engine, "device_memory_size_v2", getDeviceMemorySizeV2)
        .def("get_device_memory_size_for_profile", &Engine::getDeviceMemorySizeForProfileV2, nb::arg("profile_index"))
        .def(
            "get_device_memory_size_for_profile_v2", &Engine::getDeviceMemorySizeForProfileV2, nb::arg("profile_index"))
        .TENON_READONLY(Engine, "engine_capability", getEngineCapability)
        .TENON_READONLY(Engine, "profiling_verbosity", getProfilingVerbosity)
        .TENON_READONLY(Engine, "hardware_compatibility_level", getHardwareCompatibilityLevel)
        .TENON_READONLY(Engine, "tactic_sources", getTacticSources)
        .TENON_READONLY(Engine, "num_aux_streams", getNbAuxStreams)
        .TENON_READONLY(Engine, "streamable_weights_size", getStreamableWeightsSize)
        .TENON_READONLY(Engine, "minimum_weight_streaming_budget", getMinimumWeightStreamingBudget)
        .TENON_READONLY(Engine, "weight_streaming_scratch_memory_size", getWeightStreamingScratchMemorySize)
        .TENON_PROPERTY(Engine, "weight_streaming_budget", WeightStreamingBudget)
        .TENON_PROPERTY(Engine, "weight_streaming_budget_v2", WeightStreamingBudgetV2)
        .def("get_weight_streaming_automatic_budget", &Engine::getWeightStreamingAutomaticBudget, "In bytes.")
        .def("get_engine_stat", &Engine::getEngineStat, nb::arg("stat"), "In bytes; -1 where it is not known.")
        .def("create_serialization_config",
            [](Engine& self) { return std::unique_ptr<ISerializationConfig>(self.createSerializationConfig()); })
        .def(
            "serialize_with_config",
            [](Engine const& self, ISerializationConfig& config) {
                return HostMemory(self.serializeWithConfig(config));
            },
            nb::arg("config"), nb::call_guard<LeftPython>())
        .def(
            "create_runtime_config",
            [](Engine& self) { return std::unique_ptr<IRuntimeConfig>(self.createRuntimeConfig()); },
            nb::keep_alive<0, 1>())
        .def(
            "create_execution_context",
            [](Engine& self, IRuntimeConfig* config) {
                LeftPython const left;
                return std::unique_ptr<IExecutionContext>(self.createExecutionContext(config));
            },
            nb::arg("runtime_config"), nb::keep_alive<0, 1>())
        .def(
            "serialize", [](Engine const& self) { return HostMemory(self.serialize()); }, nb::call_guard<LeftPython>())
        .def("create_execution_context", &createContext,
            nb::arg("strategy") = ExecutionContextAllocationStrategy::kSTATIC, nb::keep_alive<0, 1>())
        .def(
            "create_execution_context_without_device_memory",
            [](Engine& self) {
                return std::unique_ptr<IExecutionContext>(self.createExecutionContextWithoutDeviceMemory());
            },
            nb::keep_alive<0, 1>())
        .def(
            "create_engine_inspector",
            [](Engine const& self) { return std::unique_ptr<IEngineInspector>(self.createEngineInspector()); },
            nb::keep_alive<0, 1>())
        .def_prop_rw("error_recorder", &Engine::getErrorRecorder, &Engine::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_ro(
            "device", [](Engine const& self) { return deviceOf(self); }, "\"cpu\" or \"cuda:<index>\". Of Tenon.");
}

} // namespace

void bindRuntime(nb::module_& m)
{
    bindHostMemory(m);
    Documented<ISerializationConfig> serialization(m, "ISerializationConfig", "How an engine is serialized.");
    bindWith(serialization);
    serialization.TENON_PROPERTY(ISerializationConfig, "flags", Flags)
        .def("set_flag", &ISerializationConfig::setFlag, nb::arg("flag"))
        .def("clear_flag", &ISerializationConfig::clearFlag, nb::arg("flag"))
        .def("get_flag", &ISerializationConfig::getFlag, nb::arg("flag"));
    Documented<IRuntimeConfig>(m, "IRuntimeConfig", "How contexts are made.")
        .def("set_execution_context_allocation_strategy", &IRuntimeConfig::setExecutionContextAllocationStrategy,
            nb::arg("strategy"))
        .def("get_execution_context_allocation_strategy", &IRuntimeConfig::getExecutionContextAllocationStrategy);
    bindRuntimeClass(m);
    bindEngineClass(m);
}

} // namespace tenon::python
