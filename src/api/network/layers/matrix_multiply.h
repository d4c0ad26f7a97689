// IMatrixMultiplyLayer.
#pragma once

#include "api/missing/matrix_multiply_layer.h"
#include "api/network/layer.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::api
{

class MatrixMultiplyLayer final
    : public LayerOf<nvinfer1::IMatrixMultiplyLayer, missing::MatrixMultiplyLayer, ops::MatrixMultiplyOp>
{
public:
    using LayerOf::LayerOf;

    void setOperation(int32_t index, nvinfer1::MatrixOperation operation) noexcept override;
    nvinfer1::MatrixOperation getOperation(int32_t index) const noexcept override;
};

} // namespace tenon::api
