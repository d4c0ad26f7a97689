// INonZeroLayer.
#pragma once

#include "api/missing/non_zero_layer.h"
#include "api/network/layer.h"
#include "ops/non_zero/non_zero.h"

namespace tenon::api
{

class NonZeroLayer final : public LayerOf<nvinfer1::INonZeroLayer, missing::NonZeroLayer, ops::NonZeroOp>
{
public:
    using LayerOf::LayerOf;

    bool setIndicesType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getIndicesType() const noexcept override { return params().indicesType; }
};

} // namespace tenon::api
