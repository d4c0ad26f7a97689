// Algorithm selectors in Python: what a layer may run as is offered, and what was chosen is reported.
#include "callback.h"
#include "properties.h"

#include <algorithm>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

//! References to objects that live as long as the call.
template <typename Class>
nb::list shown(Class const* const* objects, std::int32_t count)
{
    nb::list all;
    for (std::int32_t i = 0; i < count; ++i)
    {
        all.append(nb::cast(const_cast<Class*>(objects[i]), nb::rv_policy::reference));
    }
    return all;
}

class PythonAlgorithmSelector : public IAlgorithmSelector
{
public:
    std::int32_t selectAlgorithms(IAlgorithmContext const& context, IAlgorithm const* const* choices,
        std::int32_t count, std::int32_t* selection) noexcept override
    {
        // -1 and counts that are too large are errors of the build, which names the layer.
        return guarded("IAlgorithmSelector.select_algorithms", std::int32_t{-1}, [&] {
            nb::object const answer = self().attr("select_algorithms")(
                nb::cast(const_cast<IAlgorithmContext*>(&context), nb::rv_policy::reference), shown(choices, count));
            auto const chosen =
                answer.is_none() ? std::vector<std::int32_t>{} : nb::cast<std::vector<std::int32_t>>(answer);
            std::copy_n(
                chosen.begin(), std::min<std::size_t>(chosen.size(), static_cast<std::size_t>(count)), selection);
            return static_cast<std::int32_t>(chosen.size());
        });
    }
    void reportAlgorithms(IAlgorithmContext const* const* contexts, IAlgorithm const* const* choices,
        std::int32_t count) noexcept override
    {
        guardedVoid("IAlgorithmSelector.report_algorithms",
            [&] { self().attr("report_algorithms")(shown(contexts, count), shown(choices, count)); });
    }

private:
    nb::object self() const { return pythonOf<IAlgorithmSelector>(this); }
};

void bindAlgorithms(nb::module_& m)
{
    Documented<IAlgorithmIOInfo>(
        m, "IAlgorithmIOInfo", "What an algorithm takes or gives. Valid during the selector's call.")
        .TENON_READONLY(IAlgorithmIOInfo, "dtype", getDataType)
        .TENON_READONLY(IAlgorithmIOInfo, "strides", getStrides)
        .TENON_READONLY(IAlgorithmIOInfo, "vectorized_dim", getVectorizedDim)
        .TENON_READONLY(IAlgorithmIOInfo, "components_per_element", getComponentsPerElement)
        .def_prop_ro(
            "tensor_format",
            [](IAlgorithmIOInfo const& self) {
                return legacyOf<apiv::legacy::VAlgorithmIOInfo>(self, apiv::legacy::TableKind::kALGORITHM_IO_INFO)
                    .getTensorFormat();
            },
            "Of releases 7 and 8.");
    Documented<IAlgorithmVariant>(m, "IAlgorithmVariant", "Which kernel: an implementation and its tactic.")
        .TENON_READONLY(IAlgorithmVariant, "implementation", getImplementation)
        .TENON_READONLY(IAlgorithmVariant, "tactic", getTactic);
    Documented<IAlgorithmContext>(m, "IAlgorithmContext", "The layer to choose for. Valid during the selector's call.")
        .def_prop_ro("name", [](IAlgorithmContext const& self) { return textOf(self.getName()); })
        .TENON_READONLY(IAlgorithmContext, "num_inputs", getNbInputs)
        .TENON_READONLY(IAlgorithmContext, "num_outputs", getNbOutputs)
        .def(
            "get_shape",
            [](IAlgorithmContext const& self, std::int32_t index) {
                nb::list all;
                for (auto const select : {OptProfileSelector::kMIN, OptProfileSelector::kOPT, OptProfileSelector::kMAX})
                {
                    all.append(self.getDimensions(index, select));
                }
                return all;
            },
            nb::arg("index"), "[min, opt, max] of an input or output, inputs first.");
    Documented<IAlgorithm>(m, "IAlgorithm", "A way to run a layer. Valid during the selector's call.")
        .def_prop_ro(
            "algorithm_variant",
            [](IAlgorithm const& self) { return const_cast<IAlgorithmVariant*>(&self.getAlgorithmVariant()); },
            nb::rv_policy::reference_internal)
        .def_prop_ro(
            "timing_msec", [](IAlgorithm const& self) { return self.getTimingMSec(); }, "In milliseconds.")
        .def_prop_ro(
            "workspace_size", [](IAlgorithm const& self) { return self.getWorkspaceSize(); }, "In bytes.")
        .def(
            "get_algorithm_io_info",
            [](IAlgorithm const& self, std::int32_t index) {
                return const_cast<IAlgorithmIOInfo*>(self.getAlgorithmIOInfoByIndex(index));
            },
            nb::arg("index"), nb::rv_policy::reference_internal,
            "Of an input or output, inputs first; None where there is none.");
}

} // namespace

void bindAlgorithmSelector(nb::module_& m)
{
    bindAlgorithms(m);
    Documented<IAlgorithmSelector, PythonAlgorithmSelector> selector(m, "IAlgorithmSelector",
        "Derive from it and write select_algorithms(self, context, choices) -> a list of indices of the choices that are allowed (none: the "
        "builder chooses among all), and report_algorithms(self, contexts, choices), which is told what was chosen.");
    selector.def(nb::init<>());
    bindToWrite(selector, "select_algorithms", "select_algorithms(self, context, choices) -> a list of indices.");
    bindToWrite(selector, "report_algorithms", "report_algorithms(self, contexts, choices).");
}

} // namespace tenon::python
