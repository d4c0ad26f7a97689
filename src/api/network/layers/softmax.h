// ISoftMaxLayer.
#pragma once

#include "api/missing/soft_max_layer.h"
#include "api/network/layer.h"
#include "ops/softmax/softmax.h"

namespace tenon::api
{

class SoftMaxLayer final : public LayerOf<nvinfer1::ISoftMaxLayer, missing::SoftMaxLayer, ops::SoftMaxOp>
{
public:
    using LayerOf::LayerOf;

    void setAxes(uint32_t axes) noexcept override;
    uint32_t getAxes() const noexcept override { return 1U << coordinates().axisToUser(params().axis); }
};

} // namespace tenon::api
