// IPaddingLayer.
#pragma once

#include "api/missing/padding_layer.h"
#include "api/network/layer.h"
#include "ops/padding/padding.h"

namespace tenon::api
{

class PaddingLayer final : public LayerOf<nvinfer1::IPaddingLayer, missing::PaddingLayer, ops::PaddingOp>
{
public:
    using LayerOf::LayerOf;

    void setPrePaddingNd(nvinfer1::Dims const& padding) noexcept override;
    nvinfer1::Dims getPrePaddingNd() const noexcept override { return params().prePadding; }
    void setPostPaddingNd(nvinfer1::Dims const& padding) noexcept override;
    nvinfer1::Dims getPostPaddingNd() const noexcept override { return params().postPadding; }
};

} // namespace tenon::api
