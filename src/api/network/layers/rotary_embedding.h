// IRotaryEmbeddingLayer.
#pragma once

#include "api/missing/rotary_embedding_layer.h"
#include "api/network/layer.h"
#include "ops/rotary_embedding/rotary_embedding.h"

namespace tenon::api
{

class RotaryEmbeddingLayer final
    : public LayerOf<nvinfer1::IRotaryEmbeddingLayer, missing::RotaryEmbeddingLayer, ops::RotaryEmbeddingOp>
{
public:
    using LayerOf::LayerOf;

    void setInterleaved(bool interleaved) noexcept override;
    bool getInterleaved() const noexcept override { return params().interleaved; }
    bool setRotaryEmbeddingDim(int32_t rotaryEmbeddingDim) noexcept override;
    int32_t getRotaryEmbeddingDim() const noexcept override { return params().rotaryDim; }
    void setInput(int32_t index, nvinfer1::ITensor& tensor) noexcept override { Layer::setInput(index, tensor); }

protected:
    //! Input 3: the tokens' places.
    int32_t inputLimit() const noexcept override { return 4; }
};

} // namespace tenon::api
