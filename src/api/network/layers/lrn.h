// ILRNLayer.
#pragma once

#include "api/missing/lrn_layer.h"
#include "api/network/layer.h"
#include "ops/lrn/lrn.h"

namespace tenon::api
{

class LRNLayer final : public LayerOf<nvinfer1::ILRNLayer, missing::LRNLayer, ops::LRNOp>
{
public:
    using LayerOf::LayerOf;

    void setWindowSize(int64_t windowSize) noexcept override;
    int64_t getWindowSize() const noexcept override { return params().windowSize; }
    void setAlpha(float alpha) noexcept override;
    float getAlpha() const noexcept override { return params().alpha; }
    void setBeta(float beta) noexcept override;
    float getBeta() const noexcept override { return params().beta; }
    void setK(float k) noexcept override;
    float getK() const noexcept override { return params().k; }
};

} // namespace tenon::api
