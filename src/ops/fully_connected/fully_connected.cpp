#include "ops/fully_connected/fully_connected.h"

#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{
namespace
{

constexpr size_t kFeatureDims = 3;

//! The number of features of one sample. Error where it is not known at build.
Result<int64_t> featuresOf(graph::InferenceInputs const& inputs)
{
    graph::Shape const& dims = inputs[0].dims;
    if (dims.size() < kFeatureDims + 1)
    {
        return base::invalidArgument(
            "input 0: expected at least 4 dimensions (batch, channels, height, width), found {}; put a shuffle "
            "before it",
            graph::toString(dims, inputs.symbolNames));
    }
    Dims features{};
    for (size_t i = dims.size() - kFeatureDims; i < dims.size(); ++i)
    {
        if (!dims[i]->isConstant())
        {
            return base::invalidArgument(
                "input 0: expected channels, height and width that are known when the engine is built, found {}",
                graph::toString(dims, inputs.symbolNames));
        }
        features.d[features.nbDims++] = dims[i]->value();
    }
    return base::volume(features);
}

} // namespace

Result<std::vector<graph::ValueSpec>> FullyConnectedOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectFloating("input 0", inputs[0].type));
    TENON_CHECK(expectOutputChannels(params));
    TENON_ASSIGN(int64_t const features, featuresOf(inputs));
    TENON_CHECK(expectFullyConnectedWeights(params, features));
    graph::Shape output(inputs[0].dims.begin(), inputs[0].dims.end() - kFeatureDims);
    output.push_back(graph::constant(params.outputChannels));
    output.push_back(graph::constant(1));
    output.push_back(graph::constant(1));
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(output), std::nullopt}};
}

Status expectOutputChannels(FullyConnectedParams const& params)
{
    if (params.outputChannels < 1 || params.outputChannels > INT32_MAX)
    {
        return base::invalidArgument(
            "output channels: expected a number from 1 to {}, found {}", INT32_MAX, params.outputChannels);
    }
    return {};
}

Status expectFullyConnectedWeights(FullyConnectedParams const& params, int64_t features)
{
    TENON_ASSIGN(int64_t const count, base::volume(base::makeDims({params.outputChannels, features})));
    TENON_CHECK(expectWeights("kernel weights", params.kernel, count,
        fmt::format("{} output channels x {} features", params.outputChannels, features)));
    return params.bias.empty()
        ? Status()
        : expectWeights("bias weights", params.bias, params.outputChannels, "one an output channel");
}

Result<graph::CandidateList> FullyConnectedOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "onednn", "cublaslt");
}

Result<std::unique_ptr<graph::Kernel>> FullyConnectedOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeFullyConnectedCuda(params, request));
    return withHalfStorage(
        request, [&](graph::KernelRequest const& asFloat) { return makeFullyConnectedCpu(params, asFloat); });
}

} // namespace tenon::ops
