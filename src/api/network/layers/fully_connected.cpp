#include "api/network/layers/fully_connected.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

namespace
{

//! The number that levels 7 and 8 see for it.
constexpr auto kFullyConnected = static_cast<nvinfer1::LayerType>(1000);

} // namespace

nvinfer1::IFullyConnectedLayer* NetworkDefinition::addFullyConnected(nvinfer1::ITensor& input, int32_t nbOutputs,
    nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept
{
    return add<nvinfer1::IFullyConnectedLayer>(
        "INetworkDefinition::addFullyConnected", [&]() -> Result<nvinfer1::IFullyConnectedLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_CHECK(checkAtLeast("output channels", nbOutputs, 1));
            auto op = std::make_unique<ops::FullyConnectedOp>();
            op->params.outputChannels = nbOutputs;
            TENON_ASSIGN(op->params.kernel, toConstantData("kernel weights", kernelWeights));
            TENON_ASSIGN(op->params.bias, toConstantData("bias weights", biasWeights));
            return &addLayer<FullyConnectedLayer>(std::move(op), {data}, kFullyConnected, "Fully Connected");
        });
}

void FullyConnectedLayer::setNbOutputChannels(int32_t nbOutputs) noexcept
{
    set("IFullyConnectedLayer::setNbOutputChannels", [&]() -> Status {
        TENON_CHECK(checkAtLeast("output channels", nbOutputs, 1));
        params().outputChannels = nbOutputs;
        return {};
    });
}

void FullyConnectedLayer::setKernelWeights(nvinfer1::Weights weights) noexcept
{
    set("IFullyConnectedLayer::setKernelWeights", [&]() -> Status {
        TENON_ASSIGN(params().kernel, toConstantData("kernel weights", weights));
        return {};
    });
}

void FullyConnectedLayer::setBiasWeights(nvinfer1::Weights weights) noexcept
{
    set("IFullyConnectedLayer::setBiasWeights", [&]() -> Status {
        TENON_ASSIGN(params().bias, toConstantData("bias weights", weights));
        return {};
    });
}

} // namespace tenon::api
