#include "ops/pooling/pooling.h"

#include "ops/common/channels_last.h"
#include "ops/common/checks.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"

namespace tenon::ops
{
namespace
{

Status validateParams(PoolingParams const& params)
{
    if (params.type != PoolingType::kMAX && params.type != PoolingType::kAVERAGE
        && params.type != PoolingType::kMAX_AVERAGE_BLEND)
    {
        return base::invalidArgument(
            "pooling type: expected one of nvinfer1::PoolingType, found number {}", static_cast<int32_t>(params.type));
    }
    return validate(params.window(), "window size");
}

} // namespace

Result<std::vector<graph::ValueSpec>> PoolingOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(validateParams(params));
    if (!inputs.has(0))
    {
        return base::invalidArgument("input 0: expected a tensor, found none");
    }
    TENON_CHECK(expectFloating("input 0", inputs[0].type));
    graph::Shape output = inputs[0].dims;
    auto const spatialDims = static_cast<size_t>(params.windowSize.nbDims);
    if (output.size() < spatialDims + 2)
    {
        return base::invalidArgument(
            "input 0: expected at least {} dimensions (batch, channels, {} spatial) for a window of size {}, "
            "found {}",
            spatialDims + 2, spatialDims, base::toString(params.windowSize),
            graph::toString(output, inputs.symbolNames));
    }
    size_t const first = output.size() - spatialDims;
    TENON_ASSIGN(Window const window,
        withFormula(params.window(), params.outputFormula, std::span(output).subspan(first), false));
    for (size_t i = 0; i < spatialDims; ++i)
    {
        auto size = outputDim(window, static_cast<int32_t>(i), output[first + i]);
        if (!size.ok())
        {
            return std::move(size).error().withNote(
                "input 0 is " + graph::toString(inputs[0].dims, inputs.symbolNames));
        }
        output[first + i] = *size;
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(output), std::nullopt}};
}

Result<graph::CandidateList> PoolingOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "rows", "cuda");
    if (params.windowSize.nbDims == 2)
    {
        addChannelsLast(*this, list, 1U, 1U);
    }
    return list;
}

Result<std::unique_ptr<graph::Kernel>> PoolingOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_CHECK(validateParams(params));
    TENON_MAKE_ON_CUDA(request, makePoolingCuda(params, request));
    if (isChannelsLast(request))
    {
        return makePoolingChannelsLast(params);
    }
    return withHalfStorage(request, [&](graph::KernelRequest const&) { return makePoolingCpu(params); });
}

} // namespace tenon::ops
