// IShapeLayer.
#pragma once

#include "api/missing/shape_layer.h"
#include "api/network/layer.h"
#include "ops/shape/shape.h"

namespace tenon::api
{

class ShapeLayer final : public LayerOf<nvinfer1::IShapeLayer, missing::ShapeLayer, ops::ShapeOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
