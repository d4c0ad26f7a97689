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

namespace
{

base::Error lacksBlockScales(char const* method)
{
    return base::notImplemented(
        "{}: scales of blocks, which only fp8, fp4 and int4 have; use INetworkDefinition::addQuantize with int8",
        method);
}

} // namespace

nvinfer1::IDynamicQuantizeLayer* NetworkDefinition::addDynamicQuantize(
    nvinfer1::ITensor&, int32_t, int32_t, nvinfer1::DataType, nvinfer1::DataType) noexcept
{
    constexpr char const* kMethod = "INetworkDefinition::addDynamicQuantize";
    return add<nvinfer1::IDynamicQuantizeLayer>(
        kMethod, []() -> Result<nvinfer1::IDynamicQuantizeLayer*> { return lacksBlockScales(kMethod); });
}

nvinfer1::IDynamicQuantizeLayer* NetworkDefinition::addDynamicQuantizeV2(
    nvinfer1::ITensor&, nvinfer1::Dims const&, nvinfer1::DataType, nvinfer1::DataType) noexcept
{
    constexpr char const* kMethod = "INetworkDefinition::addDynamicQuantizeV2";
    return add<nvinfer1::IDynamicQuantizeLayer>(
        kMethod, []() -> Result<nvinfer1::IDynamicQuantizeLayer*> { return lacksBlockScales(kMethod); });
}

} // namespace tenon::api
