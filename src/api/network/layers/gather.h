// IGatherLayer.
#pragma once

#include "api/missing/gather_layer.h"
#include "api/network/layer.h"
#include "ops/gather/gather.h"

namespace tenon::api
{

class GatherLayer final : public LayerOf<nvinfer1::IGatherLayer, missing::GatherLayer, ops::GatherOp>
{
public:
    using LayerOf::LayerOf;

    void setGatherAxis(int32_t axis) noexcept override;
    int32_t getGatherAxis() const noexcept override { return coordinates().axisToUser(params().axis); }
    void setNbElementWiseDims(int32_t elementWiseDims) noexcept override;
    int32_t getNbElementWiseDims() const noexcept override
    {
        return coordinates().axisToUser(params().elementWiseDims);
    }
    void setMode(nvinfer1::GatherMode mode) noexcept override;
    nvinfer1::GatherMode getMode() const noexcept override { return params().mode; }
};

} // namespace tenon::api
