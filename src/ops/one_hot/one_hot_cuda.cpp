#include "ops/one_hot/one_hot.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/one_hot/one_hot_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeOneHotCuda(OneHotParams const& params, graph::KernelRequest const& request)
{
    auto run = [axis = params.axis](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& dims = shapes.outputs[0].dims;
        AxisRuns const runs = runsAlong(dims, axis < 0 ? axis + dims.nbDims : axis);
        OneHotProblem const problem{runs.outer, runs.size, runs.inner, base::bytesOf(shapes.outputs[0].type),
            shapes.inputs[0].type == base::DataType::kINT64};
        return launchOneHot(problem, inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("one-hot", request, std::move(run));
}

} // namespace tenon::ops
#endif // TENON_CUDA
