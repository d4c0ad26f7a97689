// ITensor.
#include "properties.h"

#include <algorithm>
#include <cmath>

namespace tenon::python
{

void bindTensors(nb::module_& m)
{
    using nvinfer1::ITensor;
    Documented<ITensor>(m, "ITensor", "A value between layers. Belongs to its network.")
        .TENON_PROPERTY(ITensor, "name", Name)
        .def_prop_rw(
            "shape", [](ITensor const& self) { return self.getDimensions(); },
            [](ITensor& self, nvinfer1::Dims const& shape) { self.setDimensions(shape); },
            "The dimensions, -1 where one is not known before an inference; without the batch in networks of implicit batch.")
        .TENON_PROPERTY(ITensor, "dtype", Type)
        .TENON_PROPERTY(ITensor, "location", Location)
        .TENON_PROPERTY(ITensor, "broadcast_across_batch", BroadcastAcrossBatch)
        .def_prop_rw(
            "allowed_formats", [](ITensor const& self) { return self.getAllowedFormats(); },
            [](ITensor& self, nvinfer1::TensorFormats formats) { self.setAllowedFormats(formats); },
            "A bit mask of 1 << TensorFormat.")
        .TENON_READONLY(ITensor, "is_network_input", isNetworkInput)
        .TENON_READONLY(ITensor, "is_network_output", isNetworkOutput)
        .TENON_READONLY(ITensor, "is_shape_tensor", isShapeTensor)
        .TENON_READONLY(ITensor, "is_execution_tensor", isExecutionTensor)
        .def_prop_rw(
            "dynamic_range",
            [](ITensor const& self) {
                return self.dynamicRangeIsSet()
                    ? nb::object(nb::make_tuple(self.getDynamicRangeMin(), self.getDynamicRangeMax()))
                    : nb::none();
            },
            [](ITensor& self, std::pair<float, float> range) { self.setDynamicRange(range.first, range.second); },
            "(min, max), or None where it is not set.")
        .def(
            "get_dynamic_range",
            [](ITensor const& self) {
                return std::max(std::abs(self.getDynamicRangeMin()), std::abs(self.getDynamicRangeMax()));
            },
            "The greater magnitude of the range's ends, as in release 7.")
        .def("set_dynamic_range", &ITensor::setDynamicRange, nb::arg("min"), nb::arg("max"))
        .def("reset_dynamic_range", &ITensor::resetDynamicRange)
        .def("set_dimension_name", &ITensor::setDimensionName, nb::arg("index"), nb::arg("name"))
        .def("get_dimension_name", &ITensor::getDimensionName, nb::arg("index"));
}

} // namespace tenon::python
