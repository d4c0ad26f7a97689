#include "api/network/layers/rotary_embedding.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IRotaryEmbeddingLayer* NetworkDefinition::addRotaryEmbedding(nvinfer1::ITensor& input,
    nvinfer1::ITensor& cosCache, nvinfer1::ITensor& sinCache, bool interleaved, int32_t rotaryEmbeddingDim) noexcept
{
    return add<nvinfer1::IRotaryEmbeddingLayer>(
        "INetworkDefinition::addRotaryEmbedding", [&]() -> Result<nvinfer1::IRotaryEmbeddingLayer*> {
            if (coordinates().hidden() != 0)
            {
                return base::notImplemented(
                    "INetworkDefinition::addRotaryEmbedding in networks with an implicit batch");
            }
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_ASSIGN(graph::Tensor * cosines, valueOf(cosCache));
            TENON_ASSIGN(graph::Tensor * sines, valueOf(sinCache));
            auto op = std::make_unique<ops::RotaryEmbeddingOp>();
            op->params = {interleaved, rotaryEmbeddingDim};
            return &addLayer<RotaryEmbeddingLayer>(
                std::move(op), {data, cosines, sines}, nvinfer1::LayerType::kROTARY_EMBEDDING, "RotaryEmbedding");
        });
}

void RotaryEmbeddingLayer::setInterleaved(bool interleaved) noexcept
{
    set("IRotaryEmbeddingLayer::setInterleaved", [&]() -> Status {
        params().interleaved = interleaved;
        return {};
    });
}

bool RotaryEmbeddingLayer::setRotaryEmbeddingDim(int32_t rotaryEmbeddingDim) noexcept
{
    return succeeds(Layer::callLog(), "IRotaryEmbeddingLayer::setRotaryEmbeddingDim", [&]() -> Status {
        if (rotaryEmbeddingDim < 0 || rotaryEmbeddingDim % 2 != 0)
        {
            return base::invalidArgument(
                "rotary embedding dim: expected an even number, or 0 for the size of a head, found {}",
                rotaryEmbeddingDim);
        }
        params().rotaryDim = rotaryEmbeddingDim;
        changed();
        return {};
    });
}

} // namespace tenon::api
