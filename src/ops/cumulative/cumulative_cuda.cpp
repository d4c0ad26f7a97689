#include "ops/cumulative/cumulative.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/cumulative/cumulative_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeCumulativeCuda(
    CumulativeParams const& params, int64_t axis, graph::KernelRequest const& request)
{
    auto run = [params, axis](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& dims = shapes.inputs[0].dims;
        AxisRuns const runs =
            runsAlong(dims, static_cast<int32_t>(axis < 0 ? axis + dims.nbDims : axis + params.hidden));
        CumulativeProblem const problem{
            runs.outer, runs.size, runs.inner, params.exclusive, params.reverse, shapes.inputs[0].type};
        return launchCumulative(problem, inputs[0], outputs[0], stream);
    };
    return makePlainCuda("a cumulative sum", request, std::move(run));
}

} // namespace tenon::ops
#endif // TENON_CUDA
