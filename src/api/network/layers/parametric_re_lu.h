// IParametricReLULayer.
#pragma once

#include "api/missing/parametric_re_lu_layer.h"
#include "api/network/layer.h"
#include "ops/parametric_relu/parametric_relu.h"

namespace tenon::api
{

class ParametricReLULayer final
    : public LayerOf<nvinfer1::IParametricReLULayer, missing::ParametricReLULayer, ops::ParametricReLUOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
