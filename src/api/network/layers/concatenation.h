// IConcatenationLayer.
#pragma once

#include "api/missing/concatenation_layer.h"
#include "api/network/layer.h"
#include "ops/concatenation/concatenation.h"

namespace tenon::api
{

class ConcatenationLayer final
    : public LayerOf<nvinfer1::IConcatenationLayer, missing::ConcatenationLayer, ops::ConcatenationOp>
{
public:
    using LayerOf::LayerOf;

    void setAxis(int32_t axis) noexcept override;
    int32_t getAxis() const noexcept override { return coordinates().axisToUser(params().axis); }

protected:
    int32_t inputLimit() const noexcept override { return std::numeric_limits<int32_t>::max(); }
};

} // namespace tenon::api
