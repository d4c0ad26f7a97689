// out = act(op(in0) · op(in1) + bias): how shapes become the matrices of ops/common/matrix_product_cpu.cpp, where formula, threads,
// memory traffic and accuracy are told.
#include "ops/common/checks.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/matrix_product_cpu.h"
#include "ops/common/program_kernel.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::ops
{
namespace
{

//! The last dimensions of an operand as rows and columns of the matrix in the product; the rest is batch.
struct Operand
{
    std::vector<int64_t> batch;
    int64_t rows, columns;
    bool transposed;
};

Result<Operand> operandOf(Dims const& dims, MatrixOperation operation, bool left)
{
    int32_t const matrixDims = operation == MatrixOperation::kVECTOR ? 1 : 2;
    TENON_CHECK(base::volume(dims));
    if (dims.nbDims < matrixDims)
    {
        return base::invalidArgument("matrix multiply: expected at least {} dimensions, found {}", matrixDims, base::toString(dims));
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

Result<ProductSizes> sizesOf(MatrixMultiplyParams const& params, Dims const& leftDims, Dims const& rightDims)
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
        return base::invalidArgument("inputs: expected batch dimensions that are equal or 1, and as many columns on the left as rows on the "
                                     "right, found {} and {}",
            base::toString(leftDims), base::toString(rightDims));
    }
    return ProductSizes{left.batch, right.batch, left.rows, right.columns, left.columns, left.transposed, right.transposed};
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeMatrixMultiplyCpu(
    MatrixMultiplyParams const& params, graph::ConstantData const& right, graph::KernelRequest const& request)
{
    auto operands = std::make_shared<ProductOperands>();
    TENON_ASSIGN(operands->epilogue, epilogueOf(params.activation));
    TENON_ASSIGN(operands->bias, graph::toFloat(params.bias));
    Dims const rightDims = request.profiles.front().inputs.back().opt;
    if (isOneMatrix(params, right, request))
    {
        TENON_ASSIGN(Operand const matrix, operandOf(rightDims, params.operation1, false));
        TENON_CHECK(expectWeights("input 1", right, base::volumeUnchecked(rightDims), base::toString(rightDims)));
        TENON_ASSIGN(operands->constantB, shareMatrix(right, matrix.rows, matrix.columns, matrix.transposed));
    }
    auto shared = std::make_shared<MatrixMultiplyParams>(params);
    shared->bias = {};
    auto const build = [operands, shared](std::span<graph::TensorDesc const> inputs,
                           std::span<graph::TensorDesc const>) -> Result<devices::onednn::Program> {
        TENON_ASSIGN(ProductSizes const sizes, sizesOf(*shared, inputs[0].dims, inputs[1].dims));
        if (!operands->bias.empty())
        {
            TENON_CHECK(expectWeights("bias", operands->bias, sizes.n, "one a column of the result"));
        }
        return buildProduct(*operands, sizes);
    };
    return makeProgramKernel(request, build);
}

} // namespace tenon::ops
