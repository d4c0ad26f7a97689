// IUnaryLayer.
#pragma once

#include "api/missing/unary_layer.h"
#include "api/network/layer.h"
#include "ops/unary/unary.h"

namespace tenon::api
{

class UnaryLayer final : public LayerOf<nvinfer1::IUnaryLayer, missing::UnaryLayer, ops::UnaryOp>
{
public:
    using LayerOf::LayerOf;

    void setOperation(nvinfer1::UnaryOperation operation) noexcept override;
    nvinfer1::UnaryOperation getOperation() const noexcept override { return params().operation; }
};

} // namespace tenon::api
