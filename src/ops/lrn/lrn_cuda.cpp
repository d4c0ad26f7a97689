#include "ops/lrn/lrn.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/lrn/lrn_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeLRNCuda(LRNParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        AxisRuns const runs = runsAlong(shapes.inputs[0].dims, 1);
        LRNProblem const problem{runs.outer, runs.size, runs.inner, params.windowSize / 2,
            params.alpha / static_cast<float>(params.windowSize), params.beta, params.k, shapes.inputs[0].type};
        return launchLRN(problem, inputs[0], outputs[0], stream);
    };
    return makePlainCuda("LRN", request, std::move(run));
}

} // namespace tenon::ops
#endif // TENON_CUDA
