// ITopKLayer.
#pragma once

#include "api/missing/top_k_layer.h"
#include "api/network/layer.h"
#include "ops/top_k/top_k.h"

namespace tenon::api
{

class TopKLayer final : public LayerOf<nvinfer1::ITopKLayer, missing::TopKLayer, ops::TopKOp>
{
public:
    using LayerOf::LayerOf;

    void setOperation(nvinfer1::TopKOperation operation) noexcept override;
    nvinfer1::TopKOperation getOperation() const noexcept override { return params().operation; }
    void setK(int32_t k) noexcept override;
    int32_t getK() const noexcept override;
    void setReduceAxes(uint32_t axes) noexcept override;
    uint32_t getReduceAxes() const noexcept override { return coordinates().axesToUser(params().axes); }
    bool setIndicesType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getIndicesType() const noexcept override { return params().indicesType; }

protected:
    //! Data, and k as a tensor.
    int32_t inputLimit() const noexcept override { return 2; }
};

} // namespace tenon::api
