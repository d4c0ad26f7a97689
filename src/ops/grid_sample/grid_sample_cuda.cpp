#include "ops/grid_sample/grid_sample.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/grid_sample/grid_sample_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeGridSampleCuda(GridSampleParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        GridSampleSizes const s = gridSampleSizes(shapes);
        GridSampleProblem const problem{s.batch, s.channels, s.depth, s.height, s.width, s.places, s.numbers,
            params.mode, params.sampleMode, params.alignCorners, shapes.inputs[0].type, shapes.inputs[1].type};
        return launchGridSample(problem, inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("a grid sample", request, std::move(run), checkGridShapes);
}

} // namespace tenon::ops
#endif // TENON_CUDA
