// What INetworkDefinition had in releases 7 and 8.
#pragma once

#include "api/missing/legacy_network_definition.h"

namespace tenon::api
{
class NetworkDefinition;

namespace legacy
{

class NetworkTable final : public missing::legacy::NetworkDefinition
{
public:
    explicit NetworkTable(api::NetworkDefinition& network)
        : network_(network)
    {
    }

    nvinfer1::IFullyConnectedLayer* addFullyConnected(nvinfer1::ITensor& input, int32_t nbOutputs,
        nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept override;
    //! Recurrent layers and plugins of the first interface are refused, with what to use instead.
    nvinfer1::IRNNv2Layer* addRNNv2(nvinfer1::ITensor& input, int32_t layerCount, int32_t hiddenSize, int32_t maxSeqLen,
        nvinfer1::RNNOperation op) noexcept override;
    nvinfer1::IRNNLayer* addRNN(nvinfer1::ITensor& inputs, int32_t layerCount, std::size_t hiddenSize,
        int32_t maxSeqLen, nvinfer1::RNNOperation op, nvinfer1::RNNInputMode mode, nvinfer1::RNNDirection dir,
        nvinfer1::Weights weights, nvinfer1::Weights bias) noexcept override;
    nvinfer1::IPluginLayer* addPlugin(
        nvinfer1::ITensor* const* inputs, int32_t nbInputs, nvinfer1::IPlugin& plugin) noexcept override;
    nvinfer1::IPluginLayer* addPluginExt(
        nvinfer1::ITensor* const* inputs, int32_t nbInputs, nvinfer1::IPluginExt& plugin) noexcept override;
    void setOutputDimensionsFormula(
        nvinfer1::LayerType layer, nvinfer1::apiv::legacy::VOutputDimensionsFormula* formula) noexcept override;
    nvinfer1::apiv::legacy::VOutputDimensionsFormula* getOutputDimensionsFormula(
        nvinfer1::LayerType layer) const noexcept override;

protected:
    base::Log callLog() const noexcept override;

private:
    api::NetworkDefinition& network_;
};

} // namespace legacy
} // namespace tenon::api
