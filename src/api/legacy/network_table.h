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

protected:
    base::Log callLog() const noexcept override;

private:
    api::NetworkDefinition& network_;
};

} // namespace legacy
} // namespace tenon::api
