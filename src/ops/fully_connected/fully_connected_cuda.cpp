// out[s, c] = act(bias[c] + Σ over features f of in[s, f] · kernel[c, f]): a matrix product with a transposed constant; threads, memory
// and accuracy as in ops/common/matrix_product_cuda.cpp.
#include "ops/fully_connected/fully_connected.h"

#if TENON_CUDA
#include "ops/common/device_weights_cuda.h"
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/matrix_product_cuda.h"

namespace tenon::ops
{
namespace
{

Result<ProductSizes> sizesFor(Dims const& dims, int64_t channels, int64_t features)
{
    if (dims.nbDims < 4)
    {
        return base::invalidArgument("input 0: expected at least 4 dimensions, found {}", base::toString(dims));
    }
    Dims samples = dims;
    samples.nbDims -= 3;
    TENON_ASSIGN(int64_t const all, base::volume(dims));
    ProductSizes sizes;
    sizes.m = base::volumeUnchecked(samples);
    sizes.n = channels;
    sizes.k = features;
    sizes.transposeB = true;
    if (all != sizes.m * features)
    {
        return base::invalidArgument(
            "input 0: expected {} features, found others in {}", features, base::toString(dims));
    }
    return sizes;
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeFullyConnectedCuda(
    FullyConnectedParams const& params, graph::KernelRequest const& request)
{
    TENON_CHECK(expectOutputChannels(params));
    int64_t const features = params.kernel.count / params.outputChannels;
    TENON_CHECK(expectFullyConnectedWeights(params, features));
    TENON_CHECK(epilogueOf(params.activation)); // unknown ones are refused as on the CPU
    CudaProductOperands operands;
    operands.type = request.candidate.inputs[0].type;
    operands.activation = params.activation;
    TENON_ASSIGN(operands.constantB, uploadAs(request, params.kernel, operands.type));
    TENON_ASSIGN(operands.bias, uploadAs(request, params.bias, base::DataType::kFLOAT));
    auto const sizes = [channels = params.outputChannels, features](
                           std::span<Dims const> dims) { return sizesFor(dims[0], channels, features); };
    return makeProductCuda(std::move(operands), sizes, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
