#include "api/network/layers/scale.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IScaleLayer* NetworkDefinition::addScale(nvinfer1::ITensor& input, nvinfer1::ScaleMode mode,
    nvinfer1::Weights shift, nvinfer1::Weights scale, nvinfer1::Weights power) noexcept
{
    // The channel is the third dimension from the last, before height and width.
    return addScaleNd(input, mode, shift, scale, power, graph_.implicitBatch ? 0 : 1);
}

nvinfer1::IScaleLayer* NetworkDefinition::addScaleNd(nvinfer1::ITensor& input, nvinfer1::ScaleMode mode,
    nvinfer1::Weights shift, nvinfer1::Weights scale, nvinfer1::Weights power, int32_t channelAxis) noexcept
{
    return add<nvinfer1::IScaleLayer>("INetworkDefinition::addScaleNd", [&]() -> Result<nvinfer1::IScaleLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkEnumerator("mode", mode));
        TENON_CHECK(checkIndex("channel axis", channelAxis, base::kMaxDims - coordinates().hidden()));
        auto op = std::make_unique<ops::ScaleOp>();
        op->params.mode = mode;
        TENON_ASSIGN(op->params.shift, toConstantData("shift weights", shift));
        TENON_ASSIGN(op->params.scale, toConstantData("scale weights", scale));
        TENON_ASSIGN(op->params.power, toConstantData("power weights", power));
        op->params.channelAxis = coordinates().axisToGraph(channelAxis);
        return &addLayer<ScaleLayer>(std::move(op), {data}, nvinfer1::LayerType::kSCALE, "Scale");
    });
}

void ScaleLayer::setMode(nvinfer1::ScaleMode mode) noexcept
{
    set("IScaleLayer::setMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("mode", mode));
        params().mode = mode;
        return {};
    });
}

void ScaleLayer::setWeights(char const* method, char const* what, nvinfer1::Weights const& weights,
    graph::ConstantData ops::ScaleParams::*field) noexcept
{
    set(method, [&]() -> Status {
        TENON_ASSIGN(params().*field, toConstantData(what, weights));
        return {};
    });
}

void ScaleLayer::setShift(nvinfer1::Weights shift) noexcept
{
    setWeights("IScaleLayer::setShift", "shift weights", shift, &ops::ScaleParams::shift);
}

void ScaleLayer::setScale(nvinfer1::Weights scale) noexcept
{
    setWeights("IScaleLayer::setScale", "scale weights", scale, &ops::ScaleParams::scale);
}

void ScaleLayer::setPower(nvinfer1::Weights power) noexcept
{
    setWeights("IScaleLayer::setPower", "power weights", power, &ops::ScaleParams::power);
}

void ScaleLayer::setChannelAxis(int32_t channelAxis) noexcept
{
    set("IScaleLayer::setChannelAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("channel axis", channelAxis, base::kMaxDims - coordinates().hidden()));
        params().channelAxis = coordinates().axisToGraph(channelAxis);
        return {};
    });
}

} // namespace tenon::api
