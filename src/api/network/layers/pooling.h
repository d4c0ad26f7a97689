// IPoolingLayer.
#pragma once

#include "api/missing/pooling_layer.h"
#include "api/network/layer.h"
#include "ops/pooling/pooling.h"

namespace tenon::api
{

class PoolingLayer final : public LayerOf<nvinfer1::IPoolingLayer, missing::PoolingLayer, ops::PoolingOp>
{
public:
    using LayerOf::LayerOf;

    void setPoolingType(nvinfer1::PoolingType type) noexcept override;
    nvinfer1::PoolingType getPoolingType() const noexcept override { return params().type; }
    void setBlendFactor(float blendFactor) noexcept override;
    float getBlendFactor() const noexcept override { return params().blendFactor; }
    void setAverageCountExcludesPadding(bool exclusive) noexcept override;
    bool getAverageCountExcludesPadding() const noexcept override { return params().averageCountExcludesPadding; }
    void setPrePadding(Dims const& padding) noexcept override;
    Dims getPrePadding() const noexcept override { return params().prePadding; }
    void setPostPadding(Dims const& padding) noexcept override;
    Dims getPostPadding() const noexcept override { return params().postPadding; }
    void setPaddingNd(Dims const& padding) noexcept override;
    Dims getPaddingNd() const noexcept override { return params().prePadding; }
    void setPaddingMode(nvinfer1::PaddingMode mode) noexcept override;
    nvinfer1::PaddingMode getPaddingMode() const noexcept override { return params().paddingMode; }
    void setWindowSizeNd(Dims const& windowSize) noexcept override;
    Dims getWindowSizeNd() const noexcept override { return params().windowSize; }
    void setStrideNd(Dims const& stride) noexcept override;
    Dims getStrideNd() const noexcept override { return params().stride; }
};

} // namespace tenon::api
