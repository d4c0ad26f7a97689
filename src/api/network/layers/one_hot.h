// IOneHotLayer.
#pragma once

#include "api/missing/one_hot_layer.h"
#include "api/network/layer.h"
#include "ops/one_hot/one_hot.h"

namespace tenon::api
{

class OneHotLayer final : public LayerOf<nvinfer1::IOneHotLayer, missing::OneHotLayer, ops::OneHotOp>
{
public:
    using LayerOf::LayerOf;

    void setAxis(int32_t axis) noexcept override;
    int32_t getAxis() const noexcept override;
};

} // namespace tenon::api
