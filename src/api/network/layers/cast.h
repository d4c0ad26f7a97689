// ICastLayer.
#pragma once

#include "api/missing/cast_layer.h"
#include "api/network/layer.h"
#include "ops/cast/cast.h"

namespace tenon::api
{

class CastLayer final : public LayerOf<nvinfer1::ICastLayer, missing::CastLayer, ops::CastOp>
{
public:
    using LayerOf::LayerOf;

    void setToType(nvinfer1::DataType toType) noexcept override;
    nvinfer1::DataType getToType() const noexcept override { return params().toType; }
};

} // namespace tenon::api
