// IFullyConnectedLayer of releases 7 and 8.
#pragma once

#include "api/missing/legacy_fully_connected_layer.h"
#include "api/network/layer.h"
#include "ops/fully_connected/fully_connected.h"

namespace tenon::api
{

class FullyConnectedLayer final
    : public LayerOf<nvinfer1::IFullyConnectedLayer, missing::legacy::FullyConnectedLayer, ops::FullyConnectedOp>
{
public:
    using LayerOf::LayerOf;

    void setNbOutputChannels(int32_t nbOutputs) noexcept override;
    int32_t getNbOutputChannels() const noexcept override { return static_cast<int32_t>(params().outputChannels); }
    void setKernelWeights(nvinfer1::Weights weights) noexcept override;
    nvinfer1::Weights getKernelWeights() const noexcept override { return toWeights(params().kernel); }
    void setBiasWeights(nvinfer1::Weights weights) noexcept override;
    nvinfer1::Weights getBiasWeights() const noexcept override { return toWeights(params().bias); }
};

} // namespace tenon::api
