#include "ops/padding/padding.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/padding/padding_cpu.h"

namespace tenon::ops
{

graph::Result<std::vector<graph::ValueSpec>> PaddingOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    graph::Shape dims = inputs[0].dims;
    std::string const inputText = graph::toString(dims, inputs.symbolNames);
    for (base::Dims const* const padding : {&params.prePadding, &params.postPadding})
    {
        if (padding->nbDims != 2)
        {
            return base::invalidArgument("{}: expected 2 dimensions (height and width), found {}",
                padding == &params.prePadding ? "pre-padding" : "post-padding", padding->nbDims);
        }
    }
    if (dims.size() < 2)
    {
        return base::invalidArgument("input 0: expected at least 2 dimensions, found {}", inputText);
    }
    if (base::bitsOf(inputs[0].type) < 8)
    {
        return base::notImplemented("padding of {}", base::name(inputs[0].type));
    }
    for (size_t i = 0; i < 2; ++i)
    {
        graph::Dim& dim = dims[dims.size() - 2 + i];
        dim = graph::add(dim, graph::constant(params.prePadding.d[i] + params.postPadding.d[i]));
        if (dim->isConstant() && dim->value() < 0)
        {
            return base::invalidArgument(
                "padding {} before and {} after {}: expected no more than its size to be cropped, found an input "
                "of {}",
                params.prePadding.d[i], params.postPadding.d[i], i == 0 ? "height" : "width", inputText);
        }
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> PaddingOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> PaddingOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makePaddingCuda(params, request));
    return makePaddingCpu(params, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
