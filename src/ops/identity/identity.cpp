#include "ops/identity/identity.h"

#include "ops/cast/cast_cpu.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

graph::Result<std::vector<graph::ValueSpec>> IdentityOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    base::DataType const from = inputs[0].type;
    base::DataType const to = requestedOutputTypes.empty() ? from : requestedOutputTypes[0].value_or(from);
    TENON_CHECK(checkCast(from, to));
    return std::vector<graph::ValueSpec>{{to, inputs[0].dims, castValues(inputs[0], to)}};
}

graph::Result<graph::CandidateList> IdentityOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    if (query.inputTypes[0] != query.outputTypes[0])
    {
        // Somebody set the output's type: that one, not what the builder prefers.
        for (graph::Candidate& candidate : list.accepted)
        {
            candidate.outputs[0].type = query.outputTypes[0];
        }
    }
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> IdentityOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeCastCuda(request));
    return makeCastCpu(request.candidate.inputs[0].type, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
