// IDequantizeLayer.
#pragma once

#include "api/missing/dequantize_layer.h"
#include "api/network/layer.h"
#include "ops/dequantize/dequantize.h"

namespace tenon::api
{

class DequantizeLayer final : public LayerOf<nvinfer1::IDequantizeLayer, missing::DequantizeLayer, ops::DequantizeOp>
{
public:
    using LayerOf::LayerOf;

    int32_t getAxis() const noexcept override
    {
        return params().axis < 0 ? -1 : coordinates().axisToUser(params().axis);
    }
    void setAxis(int32_t axis) noexcept override;
    nvinfer1::DataType getToType() const noexcept override { return params().type; }
    void setToType(nvinfer1::DataType toType) noexcept override;
};

} // namespace tenon::api
