#include "api/network/layers/assertion.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IAssertionLayer* NetworkDefinition::addAssertion(nvinfer1::ITensor& condition, char const* message) noexcept
{
    return add<nvinfer1::IAssertionLayer>(
        "INetworkDefinition::addAssertion", [&]() -> Result<nvinfer1::IAssertionLayer*> {
            TENON_ASSIGN(graph::Tensor * value, valueOf(condition));
            TENON_CHECK(checkText("message of the assertion", message));
            auto op = std::make_unique<ops::AssertionOp>();
            op->params.message = message;
            return &addLayer<AssertionLayer>(std::move(op), {value}, nvinfer1::LayerType::kASSERTION, "Assertion");
        });
}

void AssertionLayer::setMessage(char const* message) noexcept
{
    set("IAssertionLayer::setMessage", [&]() -> Status {
        TENON_CHECK(checkText("message of the assertion", message));
        params().message = message;
        return {};
    });
}

} // namespace tenon::api
