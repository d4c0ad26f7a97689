#include "ops/matrix_multiply/operand_sizes.h"

namespace tenon::ops
{

Result<Operand> operandOf(Dims const& dims, MatrixOperation operation, bool left)
{
    int32_t const matrixDims = operation == MatrixOperation::kVECTOR ? 1 : 2;
    TENON_CHECK(base::volume(dims));
    if (dims.nbDims < matrixDims)
    {
        return base::invalidArgument(
            "matrix multiply: expected at least {} dimensions, found {}", matrixDims, base::toString(dims));
    }
    int64_t const last = dims.d[dims.nbDims - 1];
    std::vector<int64_t> batch(dims.d, dims.d + dims.nbDims - matrixDims);
    switch (operation)
    {
    case MatrixOperation::kVECTOR: return left ? Operand{batch, 1, last, false} : Operand{batch, last, 1, false};
    case MatrixOperation::kTRANSPOSE: return Operand{batch, last, dims.d[dims.nbDims - 2], true};
    default: return Operand{batch, dims.d[dims.nbDims - 2], last, false};
    }
}

Result<ProductSizes> productSizes(MatrixMultiplyParams const& params, Dims const& leftDims, Dims const& rightDims)
{
    TENON_ASSIGN(Operand const left, operandOf(leftDims, params.operation0, true));
    TENON_ASSIGN(Operand const right, operandOf(rightDims, params.operation1, false));
    bool fit = left.columns == right.rows && left.batch.size() == right.batch.size();
    for (size_t i = 0; fit && i < left.batch.size(); ++i)
    {
        fit = left.batch[i] == right.batch[i] || left.batch[i] == 1 || right.batch[i] == 1;
    }
    if (!fit)
    {
        return base::invalidArgument(
            "inputs: expected batch dimensions that are equal or 1, and as many columns on the left as rows on the "
            "right, found {} and {}",
            base::toString(leftDims), base::toString(rightDims));
    }
    return ProductSizes{
        left.batch, right.batch, left.rows, right.columns, left.columns, left.transposed, right.transposed};
}

} // namespace tenon::ops
