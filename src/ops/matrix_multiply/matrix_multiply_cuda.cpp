// out = act(op(in0) · op(in1) + bias): threads, memory and accuracy as in ops/common/matrix_product_cuda.cpp.
#include "ops/matrix_multiply/matrix_multiply.h"

#if TENON_CUDA
#include "ops/common/checks.h"
#include "ops/common/device_weights_cuda.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/matrix_product_cuda.h"
#include "ops/matrix_multiply/operand_sizes.h"

namespace tenon::ops
{

Result<std::unique_ptr<graph::Kernel>> makeMatrixMultiplyCuda(
    MatrixMultiplyParams const& params, graph::KernelRequest const& request)
{
    auto const& inputs = request.candidate.inputs;
    if (inputs[0].type != inputs[1].type || inputs[0].type != request.candidate.outputs[0].type)
    {
        return base::notImplemented("matrix multiply of {} and {} to {} on CUDA", base::name(inputs[0].type),
            base::name(inputs[1].type), base::name(request.candidate.outputs[0].type));
    }
    TENON_CHECK(epilogueOf(params.activation)); // unknown ones are refused as on the CPU
    CudaProductOperands operands;
    operands.type = inputs[0].type;
    operands.activation = params.activation;
    TENON_ASSIGN(operands.bias, uploadAs(request, params.bias, base::DataType::kFLOAT));
    auto shared = std::make_shared<MatrixMultiplyParams>(params);
    auto const sizesFor = [shared](std::span<Dims const> dims) -> Result<ProductSizes> {
        TENON_ASSIGN(ProductSizes sizes, productSizes(*shared, dims[0], dims[1]));
        if (!shared->bias.empty())
        {
            TENON_CHECK(expectWeights("bias", shared->bias, sizes.n, "one a column of the result"));
        }
        return sizes;
    };
    return makeProductCuda(std::move(operands), sizesFor, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
