// IExecutionContext. Inference releases the GIL.
#include "properties.h"

#include <tenon/device_memory.h>

namespace nanobind::detail
{

//! A context that goes waits for its work on a GPU, and parts of that work may be plugins in Python on the host, which need Python's lock.
template <>
void wrap_destruct<nvinfer1::IExecutionContext>(void* context) noexcept
{
    tenon::python::LeftPython const left;
    static_cast<nvinfer1::IExecutionContext*>(context)->~IExecutionContext();
}

} // namespace nanobind::detail

namespace tenon::python
{

namespace
{

using namespace nvinfer1;
using Context = IExecutionContext;
using Addresses = std::vector<std::uintptr_t>;

apiv::legacy::VExecutionContext& legacy(Context const& context)
{
    return legacyOf<apiv::legacy::VExecutionContext>(context, apiv::legacy::TableKind::kEXECUTION_CONTEXT);
}

static_assert(sizeof(std::uintptr_t) == sizeof(void*), "addresses are passed on as they are");

void* const* pointersOf(Addresses const& bindings)
{
    return reinterpret_cast<void* const*>(bindings.data());
}

//! The library reads one address for each binding.
void checkCount(Context const& context, Addresses const& bindings)
{
    auto& engine = legacyOf<apiv::legacy::VCudaEngine>(context.getEngine(), apiv::legacy::TableKind::kCUDA_ENGINE);
    auto const expected = static_cast<std::size_t>(engine.getNbBindings());
    if (bindings.size() < expected)
    {
        throw nb::value_error(("bindings: expected an address for each of " + std::to_string(expected)
            + " bindings, found " + std::to_string(bindings.size()))
                                  .c_str());
    }
}

void bindExecution(Documented<Context>& context)
{
    context
        .def(
            "execute_v2",
            [](Context& self, Addresses const& bindings) {
                checkCount(self, bindings);
                LeftPython const left;
                return self.executeV2(pointersOf(bindings));
            },
            nb::arg("bindings"),
            "Runs with one address for each binding, in the engine's order, and waits. False where it failed.")
        .def(
            "execute_async_v2",
            [](Context& self, Addresses const& bindings, std::uintptr_t stream, std::uintptr_t consumed) {
                checkCount(self, bindings);
                LeftPython const left;
                auto event = pointerOf<cudaEvent_t>(consumed);
                return legacy(self).enqueueV2(
                    pointersOf(bindings), pointerOf<cudaStream_t>(stream), consumed == 0 ? nullptr : &event);
            },
            nb::arg("bindings"), nb::arg("stream_handle"), nb::arg("input_consumed") = 0,
            "Enqueues on a CUDA stream. Of release 8.")
        .def(
            "execute_async_v3",
            [](Context& self, std::uintptr_t stream) {
                LeftPython const left;
                return self.enqueueV3(pointerOf<cudaStream_t>(stream));
            },
            nb::arg("stream_handle"),
            "Enqueues on a CUDA stream, with the tensors' addresses. On the CPU 0 is the stream.")
        .def(
            "execute",
            [](Context& self, std::int32_t batch, Addresses const& bindings) {
                checkCount(self, bindings);
                LeftPython const left;
                return legacy(self).execute(batch, pointersOf(bindings));
            },
            nb::arg("batch_size"), nb::arg("bindings"), "Of networks of implicit batch.")
        .def(
            "execute_async",
            [](Context& self, std::int32_t batch, Addresses const& bindings, std::uintptr_t stream,
                std::uintptr_t consumed) {
                checkCount(self, bindings);
                LeftPython const left;
                auto event = pointerOf<cudaEvent_t>(consumed);
                return legacy(self).enqueue(
                    batch, pointersOf(bindings), pointerOf<cudaStream_t>(stream), consumed == 0 ? nullptr : &event);
            },
            nb::arg("batch_size"), nb::arg("bindings"), nb::arg("stream_handle") = 0, nb::arg("input_consumed") = 0,
            "Of networks of implicit batch.")
        .def(
            "finish",
            [](Context& self, std::uintptr_t stream) {
                LeftPython const left;
                return finish(self, pointerOf<cudaStream_t>(stream));
            },
            nb::arg("stream_handle") = 0, "Waits for what was enqueued. Of Tenon.");
}

void bindTensorsOfContext(Documented<Context>& context)
{
    auto const name = nb::arg("name");
    context.def("set_input_shape", &Context::setInputShape, name, nb::arg("shape"))
        .def("get_tensor_shape", &Context::getTensorShape, name)
        .def("get_tensor_strides", &Context::getTensorStrides, name)
        .def(
            "set_tensor_address",
            [](Context& self, char const* of, std::uintptr_t memory) {
                return self.setTensorAddress(of, pointerOf<void*>(memory));
            },
            name, nb::arg("memory"))
        .def(
            "get_tensor_address",
            [](Context const& self, char const* of) { return addressOf(self.getTensorAddress(of)); }, name)
        .def("get_max_output_size", &Context::getMaxOutputSize, name, "In bytes.")
        .def("set_output_allocator", &Context::setOutputAllocator, name, nb::arg("output_allocator").none(),
            nb::keep_alive<1, 3>())
        .def("get_output_allocator", &Context::getOutputAllocator, name, nb::rv_policy::reference)
        .def(
            "infer_shapes",
            [](Context& self) {
                std::vector<char const*> missing(static_cast<std::size_t>(self.getEngine().getNbIOTensors()));
                std::int32_t const count = self.inferShapes(static_cast<std::int32_t>(missing.size()), missing.data());
                if (count < 0)
                {
                    throw std::runtime_error(
                        "infer_shapes: expected shapes that follow from the inputs', found an error; the logger says which");
                }
                return std::vector<std::string>(missing.begin(), missing.begin() + count);
            },
            "The names of inputs whose shapes or values are missing: none where all shapes are known.")
        .def_prop_ro("all_binding_shapes_specified", &Context::allInputDimensionsSpecified)
        .def_prop_ro("all_shape_inputs_specified", &Context::allInputShapesSpecified)
        .def("set_debug_listener", &Context::setDebugListener, nb::arg("listener").none(), nb::keep_alive<1, 2>())
        .def("get_debug_listener", &Context::getDebugListener, nb::rv_policy::reference)
        .def("set_tensor_debug_state", &Context::setTensorDebugState, name, nb::arg("flag"))
        .def("get_debug_state", &Context::getDebugState, name)
        .def_prop_rw(
            "unfused_tensors_debug_state", &Context::getUnfusedTensorsDebugState,
            [](Context& self, bool on) { self.setUnfusedTensorsDebugState(on); },
            "Whether the debug listener is told of tensors that no pass fused away.")
        .def("set_all_tensors_debug_state", &Context::setAllTensorsDebugState, nb::arg("flag"));
}

//! Of releases 7 and 8: bindings by index.
void bindBindings(Documented<Context>& context)
{
    auto const which = nb::arg("binding");
    context
        .def(
            "set_binding_shape",
            [](Context& self, std::int32_t index, Dims const& shape) {
                return legacy(self).setBindingDimensions(index, shape);
            },
            which, nb::arg("shape"))
        .def(
            "get_binding_shape",
            [](Context const& self, std::int32_t index) { return Dims(legacy(self).getBindingDimensions(index)); },
            which)
        .def(
            "get_strides", [](Context const& self, std::int32_t index) { return Dims(legacy(self).getStrides(index)); },
            which)
        .def(
            "set_shape_input",
            [](Context& self, std::int32_t index, std::vector<std::int32_t> const& values) {
                return legacy(self).setInputShapeBinding(index, values.data());
            },
            which, nb::arg("shape"))
        .def(
            "get_shape",
            [](Context const& self, std::int32_t index) {
                Dims const shape = legacy(self).getBindingDimensions(index);
                std::vector<std::int32_t> values(
                    shape.nbDims == 0 ? 1 : static_cast<std::size_t>(std::max<std::int64_t>(shape.d[0], 0)));
                legacy(self).getShapeBinding(index, values.data());
                return values;
            },
            which);
}

} // namespace

void bindContext(nb::module_& m)
{
    Documented<Context> context(m, "IExecutionContext", "The state of one stream of inferences. One thread at a time.");
    bindWith(context);
    bindExecution(context);
    bindTensorsOfContext(context);
    bindBindings(context);
    context.TENON_PROPERTY(Context, "name", Name)
        .TENON_PROPERTY(Context, "debug_sync", DebugSync)
        .TENON_PROPERTY(Context, "enqueue_emits_profile", EnqueueEmitsProfile)
        .TENON_PROPERTY(Context, "persistent_cache_limit", PersistentCacheLimit)
        .TENON_PROPERTY(Context, "nvtx_verbosity", NvtxVerbosity)
        .def_prop_ro(
            "engine", [](Context const& self) { return const_cast<ICudaEngine*>(&self.getEngine()); },
            nb::rv_policy::reference_internal)
        .def_prop_rw("profiler", &Context::getProfiler, &Context::setProfiler,
            nb::for_setter(nb::arg("profiler").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def("report_to_profiler", &Context::reportToProfiler)
        .def_prop_rw("error_recorder", &Context::getErrorRecorder, &Context::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_rw(
            "temporary_storage_allocator", &Context::getTemporaryStorageAllocator,
            [](Context& self, IGpuAllocator* allocator) { self.setTemporaryStorageAllocator(allocator); },
            nb::for_setter(nb::arg("allocator").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_rw("active_optimization_profile", &Context::getOptimizationProfile,
            [](Context& self, std::int32_t profile) {
                if (!legacy(self).setOptimizationProfile(profile))
                {
                    throw nb::value_error(
                        "active_optimization_profile: expected one of the engine's profiles; the logger says more");
                }
            })
        .def(
            "set_optimization_profile_async",
            [](Context& self, std::int32_t profile, std::uintptr_t stream) {
                return self.setOptimizationProfileAsync(profile, pointerOf<cudaStream_t>(stream));
            },
            nb::arg("profile_index"), nb::arg("stream_handle"))
        .def_prop_rw(
            "device_memory", [](Context const&) { return nb::none(); },
            [](Context& self, std::uintptr_t memory) { self.setDeviceMemory(pointerOf<void*>(memory)); })
        .def(
            "set_device_memory",
            [](Context& self, std::uintptr_t memory, std::int64_t bytes) {
                self.setDeviceMemoryV2(pointerOf<void*>(memory), bytes);
            },
            nb::arg("memory"), nb::arg("size"))
        .def(
            "set_aux_streams",
            [](Context& self, Addresses const& streams) {
                std::vector<cudaStream_t> given;
                for (std::uintptr_t const stream : streams)
                {
                    given.push_back(pointerOf<cudaStream_t>(stream));
                }
                self.setAuxStreams(given.data(), static_cast<std::int32_t>(given.size()));
            },
            nb::arg("aux_streams"))
        .def(
            "get_runtime_config",
            [](Context const& self) { return std::unique_ptr<IRuntimeConfig>(self.getRuntimeConfig()); },
            nb::keep_alive<0, 1>())
        .def("update_device_memory_size_for_shapes", &Context::updateDeviceMemorySizeForShapes)
        .def(
            "set_input_consumed_event",
            [](Context& self, std::uintptr_t event) {
                return self.setInputConsumedEvent(pointerOf<cudaEvent_t>(event));
            },
            nb::arg("event"))
        .def("get_input_consumed_event", [](Context const& self) { return addressOf(self.getInputConsumedEvent()); });
}

} // namespace tenon::python
