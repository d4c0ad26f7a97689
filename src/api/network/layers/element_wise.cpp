#include "api/network/layers/element_wise.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IElementWiseLayer* NetworkDefinition::addElementWise(
    nvinfer1::ITensor& input1, nvinfer1::ITensor& input2, nvinfer1::ElementWiseOperation operation) noexcept
{
    return add<nvinfer1::IElementWiseLayer>(
        "INetworkDefinition::addElementWise", [&]() -> Result<nvinfer1::IElementWiseLayer*> {
            TENON_ASSIGN(graph::Tensor * first, valueOf(input1));
            TENON_ASSIGN(graph::Tensor * second, valueOf(input2));
            TENON_CHECK(checkEnumerator("operation", operation));
            auto op = std::make_unique<ops::ElementWiseOp>();
            op->params.operation = operation;
            return &addLayer<ElementWiseLayer>(
                std::move(op), {first, second}, nvinfer1::LayerType::kELEMENTWISE, "ElementWise");
        });
}

void ElementWiseLayer::setOperation(nvinfer1::ElementWiseOperation operation) noexcept
{
    set("IElementWiseLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        return {};
    });
}

} // namespace tenon::api
