// IReduceLayer.
#pragma once

#include "api/missing/reduce_layer.h"
#include "api/network/layer.h"
#include "ops/reduce/reduce.h"

namespace tenon::api
{

class ReduceLayer final : public LayerOf<nvinfer1::IReduceLayer, missing::ReduceLayer, ops::ReduceOp>
{
public:
    using LayerOf::LayerOf;

    void setOperation(nvinfer1::ReduceOperation operation) noexcept override;
    nvinfer1::ReduceOperation getOperation() const noexcept override { return params().operation; }
    void setReduceAxes(uint32_t reduceAxes) noexcept override;
    uint32_t getReduceAxes() const noexcept override { return coordinates().axesToUser(params().axes); }
    void setKeepDimensions(bool keepDimensions) noexcept override;
    bool getKeepDimensions() const noexcept override { return params().keepDimensions; }
};

} // namespace tenon::api
