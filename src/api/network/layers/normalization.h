// INormalizationLayer.
#pragma once

#include "api/missing/normalization_layer.h"
#include "api/network/layer.h"
#include "ops/normalization/normalization.h"

namespace tenon::api
{

class NormalizationLayer final
    : public LayerOf<nvinfer1::INormalizationLayer, missing::NormalizationLayer, ops::NormalizationOp>
{
public:
    using LayerOf::LayerOf;

    void setEpsilon(float epsilon) noexcept override;
    float getEpsilon() const noexcept override { return params().epsilon; }
    void setAxes(uint32_t axes) noexcept override;
    uint32_t getAxes() const noexcept override { return coordinates().axesToUser(params().axes); }
    void setNbGroups(int64_t groups) noexcept override;
    int64_t getNbGroups() const noexcept override { return params().groups; }
    void setComputePrecision(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getComputePrecision() const noexcept override { return params().computePrecision; }
    bool isV2() const noexcept override { return params().version2; }
};

} // namespace tenon::api
