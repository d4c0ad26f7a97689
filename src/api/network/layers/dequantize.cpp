#include "api/network/layers/dequantize.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IDequantizeLayer* NetworkDefinition::addDequantize(
    nvinfer1::ITensor& input, nvinfer1::ITensor& scale) noexcept
{
    return addDequantizeV2(input, scale, nvinfer1::DataType::kFLOAT);
}

nvinfer1::IDequantizeLayer* NetworkDefinition::addDequantizeV2(
    nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::DataType outputType) noexcept
{
    return add<nvinfer1::IDequantizeLayer>(
        "INetworkDefinition::addDequantize", [&]() -> Result<nvinfer1::IDequantizeLayer*> {
            if (coordinates().hidden() != 0)
            {
                return base::notImplemented("INetworkDefinition::addDequantize in networks with an implicit batch");
            }
            TENON_CHECK(checkKnown("type of the output", outputType));
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * scales, valueOf(scale));
            auto op = std::make_unique<ops::DequantizeOp>();
            op->params.type = outputType;
            return &addLayer<DequantizeLayer>(
                std::move(op), {data, scales}, nvinfer1::LayerType::kDEQUANTIZE, "Dequantize");
        });
}

void DequantizeLayer::setAxis(int32_t axis) noexcept
{
    set("IDequantizeLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("axis of the scales", axis, base::kMaxDims));
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

void DequantizeLayer::setToType(nvinfer1::DataType toType) noexcept
{
    set("IDequantizeLayer::setToType", [&]() -> Status {
        TENON_CHECK(checkKnown("type of the output", toType));
        params().type = toType;
        return {};
    });
}

} // namespace tenon::api
