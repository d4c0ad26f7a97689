// IActivationLayer.
#pragma once

#include "api/missing/activation_layer.h"
#include "api/network/layer.h"
#include "ops/activation/activation.h"

namespace tenon::api
{

class ActivationLayer final : public LayerOf<nvinfer1::IActivationLayer, missing::ActivationLayer, ops::ActivationOp>
{
public:
    using LayerOf::LayerOf;

    void setActivationType(nvinfer1::ActivationType type) noexcept override;
    nvinfer1::ActivationType getActivationType() const noexcept override { return params().type; }
    void setAlpha(float alpha) noexcept override;
    float getAlpha() const noexcept override { return params().alpha; }
    void setBeta(float beta) noexcept override;
    float getBeta() const noexcept override { return params().beta; }
};

} // namespace tenon::api
