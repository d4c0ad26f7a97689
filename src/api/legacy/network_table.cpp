#include "api/legacy/network_table.h"

#include "api/guard.h"
#include "api/legacy/unsupported.h"
#include "api/network/network_definition.h"

namespace tenon::api::legacy
{

base::Log NetworkTable::callLog() const noexcept
{
    return network_.log();
}

nvinfer1::IFullyConnectedLayer* NetworkTable::addFullyConnected(nvinfer1::ITensor& input, int32_t nbOutputs,
    nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept
{
    return network_.addFullyConnected(input, nbOutputs, kernelWeights, biasWeights);
}

namespace
{

constexpr char const* kUseLoop = "use a loop (INetworkDefinition::addLoop), or export the model to ONNX";
constexpr char const* kUsePluginV2 = "use IPluginV2IOExt or IPluginV2DynamicExt with INetworkDefinition::addPluginV2";

} // namespace

nvinfer1::IRNNv2Layer* NetworkTable::addRNNv2(
    nvinfer1::ITensor&, int32_t, int32_t, int32_t, nvinfer1::RNNOperation) noexcept
{
    reportUnsupported(callLog(), "INetworkDefinition::addRNNv2", kUseLoop);
    return nullptr;
}

nvinfer1::IRNNLayer* NetworkTable::addRNN(nvinfer1::ITensor&, int32_t, std::size_t, int32_t, nvinfer1::RNNOperation,
    nvinfer1::RNNInputMode, nvinfer1::RNNDirection, nvinfer1::Weights, nvinfer1::Weights) noexcept
{
    reportUnsupported(callLog(), "INetworkDefinition::addRNN", kUseLoop);
    return nullptr;
}

nvinfer1::IPluginLayer* NetworkTable::addPlugin(nvinfer1::ITensor* const*, int32_t, nvinfer1::IPlugin&) noexcept
{
    reportUnsupported(callLog(), "INetworkDefinition::addPlugin", kUsePluginV2);
    return nullptr;
}

nvinfer1::IPluginLayer* NetworkTable::addPluginExt(nvinfer1::ITensor* const*, int32_t, nvinfer1::IPluginExt&) noexcept
{
    reportUnsupported(callLog(), "INetworkDefinition::addPluginExt", kUsePluginV2);
    return nullptr;
}

void NetworkTable::setOutputDimensionsFormula(
    nvinfer1::LayerType layer, nvinfer1::apiv::legacy::VOutputDimensionsFormula* formula) noexcept
{
    perform(callLog(), "INetworkDefinition::setOutputDimensionsFormula",
        [&] { return network_.formulas().set(network_.graph(), layer, formula); });
}

nvinfer1::apiv::legacy::VOutputDimensionsFormula* NetworkTable::getOutputDimensionsFormula(
    nvinfer1::LayerType layer) const noexcept
{
    return network_.formulas().get(layer);
}

} // namespace tenon::api::legacy
