#include "api/network/layers/non_zero.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

Status checkTypeOfIndices(nvinfer1::DataType type)
{
    if (type == nvinfer1::DataType::kINT32 || type == nvinfer1::DataType::kINT64)
    {
        return {};
    }
    return base::invalidArgument(
        "type of the indices: expected kINT32 or kINT64, found number {}", static_cast<int32_t>(type));
}

nvinfer1::INonZeroLayer* NetworkDefinition::addNonZero(nvinfer1::ITensor& input) noexcept
{
    return addNonZeroV2(input, nvinfer1::DataType::kINT32);
}

nvinfer1::INonZeroLayer* NetworkDefinition::addNonZeroV2(
    nvinfer1::ITensor& input, nvinfer1::DataType indicesType) noexcept
{
    return add<nvinfer1::INonZeroLayer>("INetworkDefinition::addNonZero", [&]() -> Result<nvinfer1::INonZeroLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addNonZero in networks with an implicit batch");
        }
        TENON_ASSIGN(graph::Tensor * value, valueOf(input));
        TENON_CHECK(checkTypeOfIndices(indicesType));
        auto op = std::make_unique<ops::NonZeroOp>();
        op->params.indicesType = indicesType;
        return &addLayer<NonZeroLayer>(std::move(op), {value}, nvinfer1::LayerType::kNON_ZERO, "NonZero");
    });
}

bool NonZeroLayer::setIndicesType(nvinfer1::DataType type) noexcept
{
    return succeeds(Layer::callLog(), "INonZeroLayer::setIndicesType", [&]() -> Status {
        TENON_CHECK(checkTypeOfIndices(type));
        params().indicesType = type;
        changed();
        return {};
    });
}

} // namespace tenon::api
