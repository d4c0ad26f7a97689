// ICumulativeLayer.
#pragma once

#include "api/missing/cumulative_layer.h"
#include "api/network/layer.h"
#include "ops/cumulative/cumulative.h"

namespace tenon::api
{

class CumulativeLayer final : public LayerOf<nvinfer1::ICumulativeLayer, missing::CumulativeLayer, ops::CumulativeOp>
{
public:
    using LayerOf::LayerOf;

    bool setOperation(nvinfer1::CumulativeOperation operation) noexcept override;
    nvinfer1::CumulativeOperation getOperation() const noexcept override { return params().operation; }
    void setExclusive(bool exclusive) noexcept override;
    bool getExclusive() const noexcept override { return params().exclusive; }
    void setReverse(bool reverse) noexcept override;
    bool getReverse() const noexcept override { return params().reverse; }
};

} // namespace tenon::api
