// IResizeLayer.
#pragma once

#include "api/missing/resize_layer.h"
#include "api/network/layer.h"
#include "ops/resize/resize.h"

namespace tenon::api
{

class ResizeLayer final : public LayerOf<nvinfer1::IResizeLayer, missing::ResizeLayer, ops::ResizeOp>
{
public:
    using LayerOf::LayerOf;

    void setOutputDimensions(Dims const& dimensions) noexcept override;
    Dims getOutputDimensions() const noexcept override;
    void setScales(float const* scales, int32_t nbScales) noexcept override;
    int32_t getScales(int32_t size, float* scales) const noexcept override;
    void setResizeMode(nvinfer1::InterpolationMode mode) noexcept override;
    nvinfer1::InterpolationMode getResizeMode() const noexcept override { return params().mode; }
    void setCoordinateTransformation(nvinfer1::ResizeCoordinateTransformation transformation) noexcept override;
    nvinfer1::ResizeCoordinateTransformation getCoordinateTransformation() const noexcept override
    {
        return params().coordinates;
    }
    void setSelectorForSinglePixel(nvinfer1::ResizeSelector selector) noexcept override;
    nvinfer1::ResizeSelector getSelectorForSinglePixel() const noexcept override { return params().selector; }
    void setNearestRounding(nvinfer1::ResizeRoundMode rounding) noexcept override;
    nvinfer1::ResizeRoundMode getNearestRounding() const noexcept override { return params().rounding; }
    void setCubicCoeff(float coefficient) noexcept override;
    float getCubicCoeff() const noexcept override { return static_cast<float>(params().cubicCoefficient); }
    void setExcludeOutside(bool excludeOutside) noexcept override;
    bool getExcludeOutside() const noexcept override { return params().excludeOutside; }

protected:
    //! Data, and the output's dimensions as a tensor.
    int32_t inputLimit() const noexcept override { return 2; }
    bool wantsShapeTensor(int32_t index) const override { return index == 1; }
};

} // namespace tenon::api
