#include "api/legacy/network_table.h"

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

} // namespace tenon::api::legacy
