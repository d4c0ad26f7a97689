#include "api/network/layers/quantize.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IQuantizeLayer* NetworkDefinition::addQuantize(nvinfer1::ITensor& input, nvinfer1::ITensor& scale) noexcept
{
    return addQuantizeV2(input, scale, nvinfer1::DataType::kINT8);
}

nvinfer1::IQuantizeLayer* NetworkDefinition::addQuantizeV2(
    nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::DataType outputType) noexcept
{
    return add<nvinfer1::IQuantizeLayer>("INetworkDefinition::addQuantize", [&]() -> Result<nvinfer1::IQuantizeLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addQuantize in networks with an implicit batch");
        }
        TENON_CHECK(checkKnown("type of the output", outputType));
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_ASSIGN(graph::Tensor * scales, valueOf(scale));
        auto op = std::make_unique<ops::QuantizeOp>();
        op->params.type = outputType;
        return &addLayer<QuantizeLayer>(std::move(op), {data, scales}, nvinfer1::LayerType::kQUANTIZE, "Quantize");
    });
}

void QuantizeLayer::setAxis(int32_t axis) noexcept
{
    set("IQuantizeLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("axis of the scales", axis, base::kMaxDims));
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

void QuantizeLayer::setToType(nvinfer1::DataType toType) noexcept
{
    set("IQuantizeLayer::setToType", [&]() -> Status {
        TENON_CHECK(checkKnown("type of the output", toType));
        params().type = toType;
        return {};
    });
}

} // namespace tenon::api
