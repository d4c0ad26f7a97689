#include "ops/softmax/softmax.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

Result<std::vector<graph::ValueSpec>> SoftMaxOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (params.axis < 0 || params.axis >= rank)
    {
        return base::invalidArgument("axis: expected a dimension of the input {} (0 to {}), found {}",
            graph::toString(inputs[0].dims, inputs.symbolNames), rank - 1, params.axis);
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

Result<graph::CandidateList> SoftMaxOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "three_passes", "cuda");
}

Result<std::unique_ptr<graph::Kernel>> SoftMaxOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeSoftMaxCuda(params, request));
    return withHalfStorage(request, [&](graph::KernelRequest const&) { return makeSoftMaxCpu(params); });
}

} // namespace tenon::ops
