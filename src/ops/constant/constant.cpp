#include "ops/constant/constant.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/shape_values.h"
#include "ops/constant/constant_cpu.h"

namespace tenon::ops
{

graph::Result<std::vector<graph::ValueSpec>> ConstantOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 0));
    auto const volume = base::volume(params.dims);
    if (!volume.ok())
    {
        return base::Error(volume.error()).withNote("in the dimensions of the constant");
    }
    graph::ConstantData const& weights = params.weights;
    if (!base::isKnown(weights.type))
    {
        return base::invalidArgument(
            "weights: expected a DataType, found number {}", static_cast<int32_t>(weights.type));
    }
    if (weights.count != *volume)
    {
        return base::invalidArgument("weights: expected {} values for dimensions {}, found {}", *volume,
            base::toString(params.dims), weights.count);
    }
    // What has a name may be refitted, and lies in no stripped plan.
    if (weights.data == nullptr && weights.count != 0 && weights.name == nullptr)
    {
        return base::invalidArgument("weights: expected {} values, found a null pointer", weights.count);
    }
    return std::vector<graph::ValueSpec>{{weights.type, graph::constantShape(params.dims), shapeValuesOf(weights)}};
}

graph::Result<graph::CandidateList> ConstantOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ConstantOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeConstantCuda(params, request));
    return makeConstantCpu(params.weights, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
