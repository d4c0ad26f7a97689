#include "ops/scatter/scatter.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/scatter/scatter_cuda.h"

namespace tenon::ops
{
namespace
{

ScatterProblem scatterProblemOf(ScatterParams const& params, PlainShapes const& shapes)
{
    base::Dims const& data = shapes.inputs[0].dims;
    base::Dims const& places = shapes.inputs[1].dims;
    ScatterProblem problem{};
    problem.elements = params.mode == nvinfer1::ScatterMode::kELEMENT;
    problem.elementBytes = base::bytesOf(shapes.inputs[0].type);
    problem.wideIndices = shapes.inputs[1].type == base::DataType::kINT64;
    if (problem.elements)
    {
        Strides strides = rowMajorStrides(data);
        problem.size[0] = data.d[params.axis];
        problem.axisStride = std::exchange(strides.d[params.axis], 0);
        problem.data = extentStrides(strides);
        problem.places = extentsOf(places);
        problem.updates = problem.places.count;
        problem.slices = base::volumeUnchecked(data);
        problem.block = 1;
        return problem;
    }
    problem.named = static_cast<int32_t>(places.d[places.nbDims - 1]);
    AxisRuns const runs = runsAlong(data, problem.named - 1);
    for (int32_t k = 0; k < problem.named; ++k)
    {
        problem.size[k] = data.d[k];
    }
    problem.updates = runsAlong(places, places.nbDims - 1).outer;
    problem.slices = runs.outer * runs.size;
    problem.block = runs.inner;
    return problem;
}

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeScatterCuda(
    ScatterParams const& params, graph::KernelRequest const& request)
{
    size_t workspaceBytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        int64_t const updates = base::volumeUnchecked(profile.inputs[1].max);
        if (updates > INT32_MAX)
        {
            return base::notImplemented("scatter on CUDA of more than 2^31 - 1 indices (found {})", updates);
        }
        workspaceBytes = std::max(workspaceBytes, scatterWorkspace(base::volumeUnchecked(profile.inputs[0].max)));
    }
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void* workspace,
                   cudaStream_t stream) {
        auto const bytes = static_cast<size_t>(base::volumeUnchecked(shapes.inputs[0].dims))
            * static_cast<size_t>(base::bytesOf(shapes.inputs[0].type));
        cudaError_t const code = bytes == 0 || inputs[0] == outputs[0]
            ? cudaSuccess
            : cudaMemcpyAsync(outputs[0], inputs[0], bytes, cudaMemcpyDeviceToDevice, stream);
        return code != cudaSuccess
            ? code
            : launchScatter(scatterProblemOf(params, shapes), inputs[1], inputs[2], outputs[0], workspace, stream);
    };
    return makePlainCuda(
        "scatter", request, std::move(run),
        [params](PlainShapes const& shapes) { return checkScatterShapes(params, shapes); }, workspaceBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA
