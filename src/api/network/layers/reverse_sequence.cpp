#include "api/network/layers/reverse_sequence.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IReverseSequenceLayer* NetworkDefinition::addReverseSequence(
    nvinfer1::ITensor& input, nvinfer1::ITensor& sequenceLens) noexcept
{
    return add<nvinfer1::IReverseSequenceLayer>(
        "INetworkDefinition::addReverseSequence", [&]() -> Result<nvinfer1::IReverseSequenceLayer*> {
            if (coordinates().hidden() != 0)
            {
                return base::notImplemented(
                    "INetworkDefinition::addReverseSequence in networks with an implicit batch");
            }
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * lengths, valueOf(sequenceLens));
            return &addLayer<ReverseSequenceLayer>(std::make_unique<ops::ReverseSequenceOp>(), {data, lengths},
                nvinfer1::LayerType::kREVERSE_SEQUENCE, "ReverseSequence");
        });
}

void ReverseSequenceLayer::setBatchAxis(int32_t batchAxis) noexcept
{
    set("IReverseSequenceLayer::setBatchAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("batch axis", batchAxis, base::kMaxDims));
        params().batchAxis = batchAxis;
        return {};
    });
}

void ReverseSequenceLayer::setSequenceAxis(int32_t sequenceAxis) noexcept
{
    set("IReverseSequenceLayer::setSequenceAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("sequence axis", sequenceAxis, base::kMaxDims));
        params().sequenceAxis = sequenceAxis;
        return {};
    });
}

} // namespace tenon::api
