#include "ops/top_k/top_k.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/top_k/top_k_cuda.h"

#include <bit>

namespace tenon::ops
{

graph::Result<std::unique_ptr<graph::Kernel>> makeTopKCuda(
    TopKParams const& params, graph::KernelRequest const& request)
{
    int32_t const axis = std::countr_zero(params.axes);
    size_t workspaceBytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        AxisRuns const runs = runsAlong(profile.inputs[0].max, axis);
        if (runs.size > INT32_MAX)
        {
            return base::notImplemented("top-k over more than 2^31 - 1 elements (found {})", runs.size);
        }
        size_t bytes = 0;
        TENON_CHECK(devices::checkCuda(
            topKWorkspace(std::max<int64_t>(runs.outer * runs.inner, 1), std::max<int64_t>(runs.size, 1),
                profile.outputs[0].max.d[axis], request.candidate.inputs[0].type, bytes),
            "asking for the memory of a sort", request.device->ordinal()));
        workspaceBytes = std::max(workspaceBytes, bytes);
    }
    auto run = [params, axis, workspaceBytes](PlainShapes const& shapes, void const* const* inputs,
                   void* const* outputs, void* workspace, cudaStream_t stream) {
        AxisRuns const runs = runsAlong(shapes.inputs[0].dims, axis);
        TopKProblem const problem{runs.outer, runs.size, runs.inner, shapes.outputs[0].dims.d[axis],
            params.operation == nvinfer1::TopKOperation::kMIN, shapes.outputs[1].type == base::DataType::kINT64,
            shapes.inputs[0].type};
        return launchTopK(problem, inputs[0], outputs[0], outputs[1], workspace, workspaceBytes, stream);
    };
    return makePlainCuda(
        "top-k", request, std::move(run),
        [params](PlainShapes const& shapes) { return checkTopKCount(params, shapes); }, workspaceBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA
