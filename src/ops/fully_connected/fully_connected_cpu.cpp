// out[s, c] = act(bias[c] + Σ over features f of in[s, f] · kernel[c, f]): a matrix product with a transposed constant; threads, memory
// and accuracy as in ops/common/matrix_product_cpu.cpp.
#include "ops/common/fused_activation_cpu.h"
#include "ops/common/matrix_product_cpu.h"
#include "ops/common/program_kernel.h"
#include "ops/fully_connected/fully_connected.h"

namespace tenon::ops
{
namespace
{

//! Samples and features of an input.
Result<std::pair<int64_t, int64_t>> samplesAndFeatures(Dims const& dims)
{
    if (dims.nbDims < 4)
    {
        return base::invalidArgument("input 0: expected at least 4 dimensions, found {}", base::toString(dims));
    }
    Dims features = base::makeDims({dims.d[dims.nbDims - 3], dims.d[dims.nbDims - 2], dims.d[dims.nbDims - 1]});
    Dims samples = dims;
    samples.nbDims -= 3;
    TENON_ASSIGN(int64_t const sampleCount, base::volume(samples));
    TENON_ASSIGN(int64_t const featureCount, base::volume(features));
    return std::pair<int64_t, int64_t>(sampleCount, featureCount);
}

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeFullyConnectedCpu(
    FullyConnectedParams const& params, graph::KernelRequest const& request)
{
    TENON_CHECK(expectOutputChannels(params));
    TENON_ASSIGN(auto const optimal, samplesAndFeatures(request.profiles.front().inputs.front().opt));
    int64_t const features = optimal.second;
    int64_t const channels = params.outputChannels;
    TENON_CHECK(expectFullyConnectedWeights(params, features));
    auto operands = std::make_shared<ProductOperands>();
    TENON_ASSIGN(operands->constantB, shareMatrix(params.kernel, features, channels, true));
    TENON_ASSIGN(operands->bias, graph::toFloat(params.bias));
    TENON_ASSIGN(operands->epilogue, epilogueOf(params.activation));
    auto const build = [operands, features, channels](std::span<graph::TensorDesc const> inputs,
                           std::span<graph::TensorDesc const>) -> Result<devices::onednn::Program> {
        TENON_ASSIGN(auto const found, samplesAndFeatures(inputs[0].dims));
        if (found.second != features)
        {
            return base::invalidArgument("input 0: expected {} features, found {} in {}", features, found.second,
                base::toString(inputs[0].dims));
        }
        ProductSizes sizes;
        sizes.m = found.first;
        sizes.n = channels;
        sizes.k = features;
        sizes.transposeB = true;
        return buildProduct(*operands, sizes);
    };
    return makeProgramKernel(request, build);
}

} // namespace tenon::ops
