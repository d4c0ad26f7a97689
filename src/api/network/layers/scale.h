// IScaleLayer.
#pragma once

#include "api/missing/scale_layer.h"
#include "api/network/layer.h"
#include "ops/scale/scale.h"

namespace tenon::api
{

class ScaleLayer final : public LayerOf<nvinfer1::IScaleLayer, missing::ScaleLayer, ops::ScaleOp>
{
public:
    using LayerOf::LayerOf;

    void setMode(nvinfer1::ScaleMode mode) noexcept override;
    nvinfer1::ScaleMode getMode() const noexcept override { return params().mode; }
    void setShift(nvinfer1::Weights shift) noexcept override;
    nvinfer1::Weights getShift() const noexcept override { return toWeights(params().shift); }
    void setScale(nvinfer1::Weights scale) noexcept override;
    nvinfer1::Weights getScale() const noexcept override { return toWeights(params().scale); }
    void setPower(nvinfer1::Weights power) noexcept override;
    nvinfer1::Weights getPower() const noexcept override { return toWeights(params().power); }
    void setChannelAxis(int32_t channelAxis) noexcept override;
    int32_t getChannelAxis() const noexcept override { return coordinates().axisToUser(params().channelAxis); }

private:
    void setWeights(char const* method, char const* what, nvinfer1::Weights const& weights,
        graph::ConstantData ops::ScaleParams::*field) noexcept;
};

} // namespace tenon::api
