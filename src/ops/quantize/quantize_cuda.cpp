#include "ops/quantize/quantize.h"

#if TENON_CUDA
#include "ops/common/plain_cuda.h"
#include "ops/common/rows.h"
#include "ops/quantize/quantize_cuda.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeQuantizeCuda(
    QuantizeParams const& params, graph::KernelRequest const& request, CheckPlain check)
{
    auto run = [axis = params.axis](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        base::Dims const& dims = shapes.inputs[0].dims;
        int64_t const scales = base::volumeUnchecked(shapes.inputs[1].dims);
        int64_t const inner = scales == 1 ? 1 : runsAlong(dims, axis).inner;
        QuantizeProblem const problem{
            base::volumeUnchecked(dims), inner, scales, shapes.inputs[0].type, shapes.inputs[1].type};
        return launchQuantize(problem, inputs[0], inputs[1], outputs[0], stream);
    };
    return makePlainCuda("quantize", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA
