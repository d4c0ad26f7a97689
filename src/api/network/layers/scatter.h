// IScatterLayer.
#pragma once

#include "api/missing/scatter_layer.h"
#include "api/network/layer.h"
#include "ops/scatter/scatter.h"

namespace tenon::api
{

class ScatterLayer final : public LayerOf<nvinfer1::IScatterLayer, missing::ScatterLayer, ops::ScatterOp>
{
public:
    using LayerOf::LayerOf;

    void setMode(nvinfer1::ScatterMode mode) noexcept override;
    nvinfer1::ScatterMode getMode() const noexcept override { return params().mode; }
    void setAxis(int32_t axis) noexcept override;
    int32_t getAxis() const noexcept override { return coordinates().axisToUser(params().axis); }
};

} // namespace tenon::api
