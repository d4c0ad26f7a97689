// IRaggedSoftMaxLayer.
#pragma once

#include "api/missing/ragged_soft_max_layer.h"
#include "api/network/layer.h"
#include "ops/ragged_softmax/ragged_softmax.h"

namespace tenon::api
{

class RaggedSoftMaxLayer final
    : public LayerOf<nvinfer1::IRaggedSoftMaxLayer, missing::RaggedSoftMaxLayer, ops::RaggedSoftMaxOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
