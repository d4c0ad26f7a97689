// How the shapes of a matrix multiply become matrices.
#pragma once

#include "ops/common/product_sizes.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::ops
{

//! The last dimensions of an operand as rows and columns of the matrix in the product; the rest is batch.
struct Operand
{
    std::vector<int64_t> batch;
    int64_t rows, columns;
    bool transposed;
};

//! Error where there are too few dimensions. `left`: of input 0, where a vector is a row.
Result<Operand> operandOf(Dims const& dims, MatrixOperation operation, bool left);

//! Error where the operands do not fit.
Result<ProductSizes> productSizes(MatrixMultiplyParams const& params, Dims const& leftDims, Dims const& rightDims);

} // namespace tenon::ops
