// IReverseSequenceLayer.
#pragma once

#include "api/missing/reverse_sequence_layer.h"
#include "api/network/layer.h"
#include "ops/reverse_sequence/reverse_sequence.h"

namespace tenon::api
{

class ReverseSequenceLayer final
    : public LayerOf<nvinfer1::IReverseSequenceLayer, missing::ReverseSequenceLayer, ops::ReverseSequenceOp>
{
public:
    using LayerOf::LayerOf;

    void setBatchAxis(int32_t batchAxis) noexcept override;
    int32_t getBatchAxis() const noexcept override { return params().batchAxis; }
    void setSequenceAxis(int32_t sequenceAxis) noexcept override;
    int32_t getSequenceAxis() const noexcept override { return params().sequenceAxis; }
};

} // namespace tenon::api
