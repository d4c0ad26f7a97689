#include "plugins/gelu/gelu.h"

#include "plugins/common/report.h"
#include "plugins/common/rows.h"

#include <string>

namespace tenon::plugins
{

using nvinfer1::DataType;

bool Gelu::supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const
{
    return inputs == 1 && outputs == 1 && inOut[pos].type == typeId
        && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
}

int32_t Gelu::prepare()
{
    return prepareFloats({&bias});
}

bool Gelu::shapeOf(plugin::Tensor const& input, gelu::Shape& shape) const
{
    if (bias.empty())
    {
        shape = {1, input.count()};
        return true;
    }
    shape.hidden = lastExtent(input);
    shape.rows = shape.hidden == 0 ? 0 : input.count() / shape.hidden;
    if (shape.hidden == bias.count() || input.count() == 0)
    {
        return true;
    }
    report(nvinfer1::ILogger::Severity::kERROR,
        std::string("plugin \"") + kName + "\" of layer \"" + layerName
            + "\": expected a bias of as many values as the last dimension of the "
              "input has ("
            + std::to_string(shape.hidden) + "), found " + std::to_string(bias.count()));
    return false;
}

int32_t Gelu::enqueueCpu(plugin::Call const& call) const
{
    gelu::Shape shape{};
    if (!shapeOf(call.input(0), shape))
    {
        return 1;
    }
    auto const* const biases = static_cast<float const*>(bias.on(DeviceKind::kCPU, DataType::kFLOAT));
    plugin::Tensor const& x = call.input(0);
    if (x.type() == DataType::kFLOAT)
    {
        gelu::enqueueCpu(x.as<float const>(), biases, call.output(0).as<float>(), shape);
    }
    else
    {
        gelu::enqueueCpu(x, biases, call.output(0), shape);
    }
    return 0;
}

#if TENON_PLUGIN_CUDA
int32_t Gelu::enqueueCuda(plugin::Call const& call) const
{
    gelu::Shape shape{};
    if (!shapeOf(call.input(0), shape))
    {
        return 1;
    }
    auto const* const biases = static_cast<float const*>(bias.on(DeviceKind::kCUDA, DataType::kFLOAT));
    if (biases == nullptr && !bias.empty())
    {
        return 1;
    }
    if (call.input(0).type() == DataType::kINT8)
    {
        return gelu::enqueueCudaInt8(call.input(0), biases, call.output(0), shape, call.stream()) ? 0 : 1;
    }
    return gelu::enqueueCuda(
               call.input(0).type(), call.input(0).data, biases, call.output(0).data, shape, call.stream())
        ? 0
        : 1;
}
#endif

} // namespace tenon::plugins
