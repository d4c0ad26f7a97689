#include "api/network/layers/ragged_soft_max.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IRaggedSoftMaxLayer* NetworkDefinition::addRaggedSoftMax(
    nvinfer1::ITensor& input, nvinfer1::ITensor& bounds) noexcept
{
    return add<nvinfer1::IRaggedSoftMaxLayer>(
        "INetworkDefinition::addRaggedSoftMax", [&]() -> Result<nvinfer1::IRaggedSoftMaxLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * lengths, valueOf(bounds));
            return &addLayer<RaggedSoftMaxLayer>(std::make_unique<ops::RaggedSoftMaxOp>(), {data, lengths},
                nvinfer1::LayerType::kRAGGED_SOFTMAX, "RaggedSoftMax");
        });
}

} // namespace tenon::api
