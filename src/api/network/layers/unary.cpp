#include "api/network/layers/unary.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IUnaryLayer* NetworkDefinition::addUnary(
    nvinfer1::ITensor& input, nvinfer1::UnaryOperation operation) noexcept
{
    return add<nvinfer1::IUnaryLayer>("INetworkDefinition::addUnary", [&]() -> Result<nvinfer1::IUnaryLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkEnumerator("operation", operation));
        auto op = std::make_unique<ops::UnaryOp>();
        op->params.operation = operation;
        return &addLayer<UnaryLayer>(std::move(op), {data}, nvinfer1::LayerType::kUNARY, "Unary");
    });
}

void UnaryLayer::setOperation(nvinfer1::UnaryOperation operation) noexcept
{
    set("IUnaryLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        return {};
    });
}

} // namespace tenon::api
