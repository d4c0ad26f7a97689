// Engine inspector and refitter.
#include "properties.h"

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

//! Names that a method gives in two calls: how many, then which.
template <typename Get>
std::vector<std::string> namesFrom(Get get)
{
    std::vector<char const*> names(static_cast<std::size_t>(std::max(get(0, nullptr), 0)));
    get(static_cast<std::int32_t>(names.size()), names.data());
    return {names.begin(), names.end()};
}

template <typename Get>
std::pair<std::vector<std::string>, std::vector<WeightsRole>> rolesFrom(Get get)
{
    std::vector<char const*> names(static_cast<std::size_t>(std::max(get(0, nullptr, nullptr), 0)));
    std::vector<WeightsRole> roles(names.size());
    get(static_cast<std::int32_t>(names.size()), names.data(), roles.data());
    return {{names.begin(), names.end()}, roles};
}

void bindRefitter(nb::module_& m)
{
    Documented<IRefitter> refitter(m, "Refitter", "New weights for an engine that was built to take them.");
    bindWith(refitter);
    refitter
        .def(nb::new_([](ICudaEngine& engine, ILogger& logger) {
            return made(createInferRefitter(engine, logger), "Refitter");
        }),
            nb::arg("engine"), nb::arg("logger"), nb::keep_alive<0, 2>(), nb::keep_alive<0, 3>())
        .def(
            "set_weights",
            [](nb::handle self, char const* layer, WeightsRole role, nb::object weights) {
                return nb::cast<IRefitter&>(self).setWeights(layer, role, weightsOf(weights, self));
            },
            nb::arg("layer_name"), nb::arg("role"), nb::arg("weights"))
        .def(
            "set_named_weights",
            [](nb::handle self, char const* name, nb::object weights) {
                return nb::cast<IRefitter&>(self).setNamedWeights(name, weightsOf(weights, self));
            },
            nb::arg("name"), nb::arg("weights"))
        .def("unset_named_weights", &IRefitter::unsetNamedWeights, nb::arg("weights_name"))
        .def(
            "get_named_weights",
            [](IRefitter& self, char const* name) {
                return HeldWeights{self.getNamedWeights(name), {}};
            },
            nb::arg("weights_name"))
        .def(
            "get_weights_prototype",
            [](IRefitter& self, char const* name) {
                return HeldWeights{self.getWeightsPrototype(name), {}};
            },
            nb::arg("weights_name"))
        .def("get_weights_location", &IRefitter::getWeightsLocation, nb::arg("weights_name"))
        .def(
            "set_dynamic_range",
            [](IRefitter& self, char const* tensor, std::pair<float, float> range) {
                return self.setDynamicRange(tensor, range.first, range.second);
            },
            nb::arg("tensor_name"), nb::arg("range"), "(min, max)")
        .def(
            "get_dynamic_range",
            [](IRefitter const& self, char const* tensor) {
                return std::make_pair(self.getDynamicRangeMin(tensor), self.getDynamicRangeMax(tensor));
            },
            nb::arg("tensor_name"), "(min, max)")
        .def("get_tensors_with_dynamic_range",
            [](IRefitter const& self) {
                return namesFrom(
                    [&](std::int32_t n, char const** names) { return self.getTensorsWithDynamicRange(n, names); });
            })
        .def("refit_cuda_engine", &IRefitter::refitCudaEngine, nb::call_guard<LeftPython>())
        .def(
            "refit_cuda_engine_async",
            [](IRefitter& self, std::uintptr_t stream) {
                return self.refitCudaEngineAsync(pointerOf<cudaStream_t>(stream));
            },
            nb::arg("stream_handle"), nb::call_guard<LeftPython>())
        .def("get_missing",
            [](IRefitter& self) {
                return rolesFrom([&](std::int32_t n, char const** names, WeightsRole* roles) {
                    return self.getMissing(n, names, roles);
                });
            })
        .def("get_all",
            [](IRefitter& self) {
                return rolesFrom([&](std::int32_t n, char const** names, WeightsRole* roles) {
                    return self.getAll(n, names, roles);
                });
            })
        .def("get_missing_weights",
            [](IRefitter& self) {
                return namesFrom([&](std::int32_t n, char const** names) { return self.getMissingWeights(n, names); });
            })
        .def("get_all_weights",
            [](IRefitter& self) {
                return namesFrom([&](std::int32_t n, char const** names) { return self.getAllWeights(n, names); });
            })
        .TENON_PROPERTY(IRefitter, "max_threads", MaxThreads)
        .TENON_PROPERTY(IRefitter, "weights_validation", WeightsValidation)
        .def_prop_rw("error_recorder", &IRefitter::getErrorRecorder, &IRefitter::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_ro("logger", &IRefitter::getLogger, nb::rv_policy::reference);
}

} // namespace

void bindInspection(nb::module_& m)
{
    Documented<IEngineInspector> inspector(m, "EngineInspector", "What an engine's layers are, as text.");
    bindWith(inspector);
    inspector
        .def(
            "get_layer_information",
            [](IEngineInspector const& self, std::int32_t layer, LayerInformationFormat format) {
                return textOf(self.getLayerInformation(layer, format));
            },
            nb::arg("layer_index"), nb::arg("format"))
        .def(
            "get_engine_information",
            [](IEngineInspector const& self, LayerInformationFormat format) {
                return textOf(self.getEngineInformation(format));
            },
            nb::arg("format"))
        .def_prop_rw(
            "execution_context",
            [](IEngineInspector const& self) { return const_cast<IExecutionContext*>(self.getExecutionContext()); },
            [](IEngineInspector& self, IExecutionContext* context) { self.setExecutionContext(context); },
            nb::for_setter(nb::arg("context").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference))
        .def_prop_rw("error_recorder", &IEngineInspector::getErrorRecorder, &IEngineInspector::setErrorRecorder,
            nb::for_setter(nb::arg("recorder").none()), nb::for_setter(nb::keep_alive<1, 2>()),
            nb::for_getter(nb::rv_policy::reference));
    bindRefitter(m);
}

} // namespace tenon::python
