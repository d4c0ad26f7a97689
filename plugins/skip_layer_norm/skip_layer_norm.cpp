#include "plugins/skip_layer_norm/skip_layer_norm.h"

#include "plugins/common/report.h"
#include "plugins/common/rows.h"

#include <string>

namespace tenon::plugins
{

using nvinfer1::DataType;

std::string SkipLayerNorm::validate() const
{
    struct Field
    {
        char const* name;
        plugin::Weights const& weights;
        bool optional;
    };
    for (Field const& each : {Field{"beta", beta, false}, Field{"gamma", gamma, false}, Field{"bias", bias, true}})
    {
        if ((each.weights.count() != rowLength() || rowLength() == 0) && !(each.optional && each.weights.empty()))
        {
            return std::string("expected as many values in \"") + each.name + "\" as \"ld\" says ("
                + std::to_string(rowLength()) + "), found " + std::to_string(each.weights.count());
        }
    }
    return {};
}

bool SkipLayerNorm::supports(
    int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const
{
    return inputs == 2 && outputs == 1 && inOut[pos].type == typeId
        && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR;
}

int32_t SkipLayerNorm::prepare()
{
    return prepareFloats({&beta, &gamma, &bias});
}

bool SkipLayerNorm::shapeOf(plugin::Call const& call, skip_layer_norm::Shape& shape) const
{
    int64_t const count = call.input(0).count();
    int64_t const length = rowLength();
    shape = {count / length, length};
    if (count == call.input(1).count() && (count == 0 || length == 1 || lastExtent(call.input(0)) == length))
    {
        return true;
    }
    report(nvinfer1::ILogger::Severity::kERROR,
        std::string("plugin \"") + kName + "\" of layer \"" + layerName
            + "\": expected two inputs of equal size whose last dimension is the field ld ("
            + std::to_string(rowLength()) + "), found " + std::to_string(lastExtent(call.input(0))) + " in one of "
            + std::to_string(count) + " elements, and one of " + std::to_string(call.input(1).count()));
    return false;
}

skip_layer_norm::Parameters SkipLayerNorm::parameters(DeviceKind device) const
{
    auto const at = [device](plugin::Weights const& weights) {
        return static_cast<float const*>(weights.on(device, DataType::kFLOAT));
    };
    return {at(gamma), at(beta), at(bias)};
}

int32_t SkipLayerNorm::enqueueCpu(plugin::Call const& call) const
{
    skip_layer_norm::Shape shape{};
    if (!shapeOf(call, shape))
    {
        return 1;
    }
    plugin::Tensor const& x = call.input(0);
    plugin::Tensor const& skip = call.input(1);
    plugin::Tensor const& y = call.output(0);
    if (x.type() == DataType::kFLOAT)
    {
        skip_layer_norm::enqueueCpu(
            x.as<float const>(), skip.as<float const>(), y.as<float>(), parameters(DeviceKind::kCPU), shape);
    }
    else
    {
        skip_layer_norm::enqueueCpu(x, skip, y, parameters(DeviceKind::kCPU), shape);
    }
    return 0;
}

#if TENON_PLUGIN_CUDA
int32_t SkipLayerNorm::enqueueCuda(plugin::Call const& call) const
{
    skip_layer_norm::Shape shape{};
    skip_layer_norm::Parameters const all = parameters(DeviceKind::kCUDA);
    bool const there = all.gamma != nullptr && all.beta != nullptr && (all.bias != nullptr || bias.empty());
    if (!there || !shapeOf(call, shape))
    {
        return 1;
    }
    if (call.input(0).type() == DataType::kINT8)
    {
        return skip_layer_norm::enqueueColumnsCuda({call.input(0), call.input(1), call.output(0), nullptr}, all,
                   {shape.hidden, shape.rows, 1, shape.hidden}, call.stream())
            ? 0
            : 1;
    }
    return skip_layer_norm::enqueueCuda(call.input(0).type(), call.input(0).data, call.input(1).data,
               call.output(0).data, all, shape, call.stream())
        ? 0
        : 1;
}
#endif

} // namespace tenon::plugins
