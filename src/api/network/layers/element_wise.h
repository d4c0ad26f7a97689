// IElementWiseLayer.
#pragma once

#include "api/missing/element_wise_layer.h"
#include "api/network/layer.h"
#include "ops/element_wise/element_wise.h"

namespace tenon::api
{

class ElementWiseLayer final
    : public LayerOf<nvinfer1::IElementWiseLayer, missing::ElementWiseLayer, ops::ElementWiseOp>
{
public:
    using LayerOf::LayerOf;

    void setOperation(nvinfer1::ElementWiseOperation operation) noexcept override;
    nvinfer1::ElementWiseOperation getOperation() const noexcept override { return params().operation; }
};

} // namespace tenon::api
