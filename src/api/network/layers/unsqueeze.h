// IUnsqueezeLayer.
#pragma once

#include "api/missing/unsqueeze_layer.h"
#include "api/network/layer.h"
#include "ops/unsqueeze/unsqueeze.h"

namespace tenon::api
{

class UnsqueezeLayer final : public LayerOf<nvinfer1::IUnsqueezeLayer, missing::UnsqueezeLayer, ops::UnsqueezeOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
