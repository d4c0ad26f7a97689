// IConstantLayer.
#pragma once

#include "api/missing/constant_layer.h"
#include "api/network/layer.h"
#include "ops/constant/constant.h"

namespace tenon::api
{

class ConstantLayer final : public LayerOf<nvinfer1::IConstantLayer, missing::ConstantLayer, ops::ConstantOp>
{
public:
    using LayerOf::LayerOf;

    void setWeights(nvinfer1::Weights weights) noexcept override;
    nvinfer1::Weights getWeights() const noexcept override { return toWeights(params().weights); }
    void setDimensions(Dims const& dimensions) noexcept override;
    Dims getDimensions() const noexcept override { return coordinates().toUser(params().dims); }
};

} // namespace tenon::api
