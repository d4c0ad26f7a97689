#include "ops/cast/cast.h"

#include "ops/cast/cast_cpu.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/type_conversion.h"

namespace tenon::ops
{

using base::DataType;

graph::Result<std::vector<graph::ValueSpec>> CastOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(checkCast(inputs[0].type, params.toType));
    return std::vector<graph::ValueSpec>{{params.toType, inputs[0].dims, castValues(inputs[0], params.toType)}};
}

graph::Result<graph::CandidateList> CastOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    for (graph::Candidate& candidate : list.accepted)
    {
        candidate.outputs[0].type = params.toType;
    }
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> CastOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeCastCuda(request));
    return makeCastCpu(request.candidate.inputs[0].type, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
