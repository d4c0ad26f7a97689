// out = act(op(in0) · op(in1) + bias): how shapes become the matrices of ops/common/matrix_product_cpu.cpp, where formula, threads,
// memory traffic and accuracy are told.
#include "ops/common/checks.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/matrix_product_cpu.h"
#include "ops/common/program_kernel.h"
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/matrix_multiply/operand_sizes.h"

namespace tenon::ops
{

using base::operator==;

Result<std::unique_ptr<graph::Kernel>> makeMatrixMultiplyCpu(
    MatrixMultiplyParams const& params, graph::ConstantData const& right, graph::KernelRequest const& request)
{
    auto operands = std::make_shared<ProductOperands>();
    TENON_ASSIGN(operands->epilogue, epilogueOf(params.activation));
    TENON_ASSIGN(operands->bias, graph::toFloat(params.bias));
    if (request.candidate.inputs.size() > kProductAddend)
    {
        operands->addend = kProductAddend;
    }
    Dims const rightDims = request.profiles.front().inputs[1].opt;
    if (isOneMatrix(params, right, request))
    {
        TENON_ASSIGN(Operand const matrix, operandOf(rightDims, params.operation1, false));
        TENON_CHECK(expectWeights("input 1", right, base::volumeUnchecked(rightDims), base::toString(rightDims)));
        TENON_ASSIGN(operands->constantB, shareMatrix(right, matrix.rows, matrix.columns, matrix.transposed));
    }
    auto shared = std::make_shared<MatrixMultiplyParams>(params);
    shared->bias = {};
    auto const build = [operands, shared](std::span<graph::TensorDesc const> inputs,
                           std::span<graph::TensorDesc const> outputs) -> Result<devices::onednn::Program> {
        TENON_ASSIGN(ProductSizes const sizes, productSizes(*shared, inputs[0].dims, inputs[1].dims));
        if (!operands->bias.empty())
        {
            TENON_CHECK(expectWeights("bias", operands->bias, sizes.n, "one a column of the result"));
        }
        if (operands->addend && !(inputs[*operands->addend].dims == outputs[0].dims))
        {
            return base::invalidArgument("input 2 (addend): expected the output's dims {}, found {}",
                base::toString(outputs[0].dims), base::toString(inputs[*operands->addend].dims));
        }
        return buildProduct(*operands, sizes);
    };
    return makeProgramKernel(request, build);
}

} // namespace tenon::ops
