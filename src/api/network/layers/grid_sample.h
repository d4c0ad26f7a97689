// IGridSampleLayer.
#pragma once

#include "api/missing/grid_sample_layer.h"
#include "api/network/layer.h"
#include "ops/grid_sample/grid_sample.h"

namespace tenon::api
{

class GridSampleLayer final : public LayerOf<nvinfer1::IGridSampleLayer, missing::GridSampleLayer, ops::GridSampleOp>
{
public:
    using LayerOf::LayerOf;

    void setInterpolationMode(nvinfer1::InterpolationMode mode) noexcept override;
    nvinfer1::InterpolationMode getInterpolationMode() const noexcept override { return params().mode; }
    void setAlignCorners(bool alignCorners) noexcept override;
    bool getAlignCorners() const noexcept override { return params().alignCorners; }
    bool setSampleMode(nvinfer1::SampleMode mode) noexcept override;
    nvinfer1::SampleMode getSampleMode() const noexcept override { return params().sampleMode; }
};

} // namespace tenon::api
