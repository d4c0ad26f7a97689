// ISqueezeLayer.
#pragma once

#include "api/missing/squeeze_layer.h"
#include "api/network/layer.h"
#include "ops/squeeze/squeeze.h"

namespace tenon::api
{

class SqueezeLayer final : public LayerOf<nvinfer1::ISqueezeLayer, missing::SqueezeLayer, ops::SqueezeOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
