#include "api/network/layers/cast.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ICastLayer* NetworkDefinition::addCast(nvinfer1::ITensor& input, nvinfer1::DataType toType) noexcept
{
    return add<nvinfer1::ICastLayer>("INetworkDefinition::addCast", [&]() -> Result<nvinfer1::ICastLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkKnown("type to cast to", toType));
        auto op = std::make_unique<ops::CastOp>();
        op->params.toType = toType;
        return &addLayer<CastLayer>(std::move(op), {data}, nvinfer1::LayerType::kCAST, "Cast");
    });
}

void CastLayer::setToType(nvinfer1::DataType toType) noexcept
{
    set("ICastLayer::setToType", [&]() -> Status {
        TENON_CHECK(checkKnown("type to cast to", toType));
        params().toType = toType;
        return {};
    });
}

} // namespace tenon::api
