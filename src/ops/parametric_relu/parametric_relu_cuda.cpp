#include "ops/parametric_relu/parametric_relu.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/parametric_relu/parametric_relu_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeParametricReLUCuda(graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        ParametricReLUProblem const problem{extentsOf(shapes.inputs[0].dims),
            extentStrides(broadcastStrides(shapes.inputs[1].dims)), shapes.inputs[0].type, shapes.inputs[1].type};
        return launchParametricReLU(problem, inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("parametric ReLU", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA
