#include "ops/ragged_softmax/ragged_softmax.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/ragged_softmax/ragged_softmax_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeRaggedSoftMaxCuda(graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        AxisRuns const runs = runsAlong(shapes.inputs[0].dims, shapes.inputs[0].dims.nbDims - 1);
        RaggedSoftMaxProblem const problem{
            runs.outer, runs.size, shapes.inputs[0].type, shapes.inputs[1].type == base::DataType::kINT64};
        return launchRaggedSoftMax(problem, inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("ragged softmax", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA
