#include "api/network/layers/activation.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IActivationLayer* NetworkDefinition::addActivation(
    nvinfer1::ITensor& input, nvinfer1::ActivationType type) noexcept
{
    return add<nvinfer1::IActivationLayer>(
        "INetworkDefinition::addActivation", [&]() -> Result<nvinfer1::IActivationLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_CHECK(checkEnumerator("activation type", type));
            auto op = std::make_unique<ops::ActivationOp>();
            op->params.type = type;
            return &addLayer<ActivationLayer>(std::move(op), {data}, nvinfer1::LayerType::kACTIVATION, "Activation");
        });
}

void ActivationLayer::setActivationType(nvinfer1::ActivationType type) noexcept
{
    set("IActivationLayer::setActivationType", [&]() -> Status {
        TENON_CHECK(checkEnumerator("activation type", type));
        params().type = type;
        return {};
    });
}

void ActivationLayer::setAlpha(float alpha) noexcept
{
    set("IActivationLayer::setAlpha", [&]() -> Status {
        params().alpha = alpha;
        return {};
    });
}

void ActivationLayer::setBeta(float beta) noexcept
{
    set("IActivationLayer::setBeta", [&]() -> Status {
        params().beta = beta;
        return {};
    });
}

} // namespace tenon::api
