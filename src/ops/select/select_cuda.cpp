#include "ops/select/select.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/select/select_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeSelectCuda(graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        auto const strides = [&](size_t i) { return extentStrides(broadcastStrides(shapes.inputs[i].dims)); };
        SelectProblem const problem{extentsOf(shapes.outputs[0].dims), strides(0), strides(1), strides(2)};
        return launchSelect(problem, base::bytesOf(shapes.outputs[0].type), inputs, outputs[0], stream);
    };
    return makePlainCuda("a selection", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA
