// Loops and conditionals.
#include "properties.h"

namespace tenon::python
{

void bindControlFlow(nb::module_& m)
{
    using namespace nvinfer1;
    auto const inNetwork = nb::rv_policy::reference_internal;
    Documented<ILoop>(
        m, "ILoop", "A loop: the layers between its boundary layers run once an iteration. Belongs to its network.")
        .TENON_PROPERTY(ILoop, "name", Name)
        .def("add_recurrence", &ILoop::addRecurrence, nb::arg("initial_value"), inNetwork)
        .def("add_trip_limit", &ILoop::addTripLimit, nb::arg("tensor"), nb::arg("kind"), inNetwork)
        .def("add_iterator", &ILoop::addIterator, nb::arg("tensor"), nb::arg("axis") = 0, nb::arg("reverse") = false,
            inNetwork)
        .def("add_loop_output", &ILoop::addLoopOutput, nb::arg("tensor"), nb::arg("kind"), nb::arg("axis") = 0,
            inNetwork);
    Documented<ILoopBoundaryLayer, ILayer>(m, "ILoopBoundaryLayer", "A layer at a loop's edge.")
        .def_prop_ro("loop", &ILoopBoundaryLayer::getLoop, inNetwork);
    Documented<IRecurrenceLayer, ILoopBoundaryLayer>(
        m, "IRecurrenceLayer", "A value that an iteration gets from the one before.");
    Documented<ITripLimitLayer, ILoopBoundaryLayer>(m, "ITripLimitLayer", "How often the loop runs.")
        .TENON_READONLY(ITripLimitLayer, "kind", getTripLimit);
    Documented<IIteratorLayer, ILoopBoundaryLayer>(m, "IIteratorLayer", "A slice of a tensor for each iteration.")
        .TENON_PROPERTY(IIteratorLayer, "axis", Axis)
        .TENON_PROPERTY(IIteratorLayer, "reverse", Reverse);
    Documented<ILoopOutputLayer, ILoopBoundaryLayer>(
        m, "ILoopOutputLayer", "What a loop gives to the network around it.")
        .TENON_PROPERTY(ILoopOutputLayer, "axis", Axis)
        .TENON_READONLY(ILoopOutputLayer, "kind", getLoopOutput);

    Documented<IIfConditional>(
        m, "IIfConditional", "Two subgraphs, of which a condition chooses one. Belongs to its network.")
        .TENON_PROPERTY(IIfConditional, "name", Name)
        .def("set_condition", &IIfConditional::setCondition, nb::arg("condition"), inNetwork)
        .def("add_input", &IIfConditional::addInput, nb::arg("input"), inNetwork)
        .def("add_output", &IIfConditional::addOutput, nb::arg("true_subgraph_output"),
            nb::arg("false_subgraph_output"), inNetwork);
    Documented<IIfConditionalBoundaryLayer, ILayer>(
        m, "IIfConditionalBoundaryLayer", "A layer at a conditional's edge.")
        .def_prop_ro("conditional", &IIfConditionalBoundaryLayer::getConditional, inNetwork);
    Documented<IConditionLayer, IIfConditionalBoundaryLayer>(m, "IConditionLayer", "The condition.");
    Documented<IIfConditionalInputLayer, IIfConditionalBoundaryLayer>(
        m, "IIfConditionalInputLayer", "An input of both subgraphs.");
    Documented<IIfConditionalOutputLayer, IIfConditionalBoundaryLayer>(
        m, "IIfConditionalOutputLayer", "The chosen subgraph's output.");
}

} // namespace tenon::python
