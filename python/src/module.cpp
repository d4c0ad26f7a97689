// The module: its classes, and functions that stand alone.
#include "binding.h"

#include <NvInferPlugin.h>

#include <tenon/current_device.h>

namespace tenon::python
{

namespace
{

//! Loggers that the plugin library may use as long as the process lives.
void initPlugins(nb::handle logger)
{
    static auto* const kept = new std::vector<nb::object>;
    kept->push_back(nb::borrow(logger));
}

} // namespace

void bindExtensions(nb::module_& m)
{
    m.def(
        "init_libnvinfer_plugins",
        [](nb::object logger, std::string const& space) {
            nvinfer1::ILogger* const told = logger.is_none() ? nullptr : nb::cast<nvinfer1::ILogger*>(logger);
            initPlugins(logger);
            return initLibNvInferPlugins(told, space.c_str());
        },
        nb::arg("logger").none(), nb::arg("namespace") = "", "Registers the standard plugins under a namespace.");
    m.def(
        "get_nv_onnx_parser_version", [] { return getNvOnnxParserVersion(); },
        "The ONNX parser's version: major * 10000 + minor * 100 + patch.");
    m.def("_end_calls", &endCalls);
    m.def("_current_device", [] {
        CurrentDevice const device = currentDevice();
        return device.kind == DeviceKind::kCUDA ? "cuda:" + std::to_string(device.ordinal) : std::string("cpu");
    });
    m.attr("_api_version") = nb::make_tuple(NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR, NV_TENSORRT_PATCH);
}

} // namespace tenon::python

NB_MODULE(_tenon, m)
{
    using namespace tenon::python;
    // Plugins and creators belong to the library's lives, which end after the interpreter's.
    nb::set_leak_warnings(false);
    m.doc() = "Tenon: TensorRT's Python API over the plugin system, builder, runtime and ONNX parser.";
    bindEnums(m);
    bindDims(m);
    bindWeights(m);
    bindCallbacks(m);
    bindCalibrators(m);
    bindAlgorithmSelector(m);
    bindTensors(m);
    bindLayers(m);
    bindControlFlow(m);
    bindNetwork(m);
    bindRuntime(m);
    bindContext(m);
    bindInspection(m);
    bindBuilder(m);
    bindParser(m);
    bindPlugins(m);
    bindPythonPlugins(m);
    bindExtensions(m);
    bindArrays(m);
}
