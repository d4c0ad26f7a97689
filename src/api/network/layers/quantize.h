// IQuantizeLayer.
#pragma once

#include "api/missing/quantize_layer.h"
#include "api/network/layer.h"
#include "ops/quantize/quantize.h"

namespace tenon::api
{

class QuantizeLayer final : public LayerOf<nvinfer1::IQuantizeLayer, missing::QuantizeLayer, ops::QuantizeOp>
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
