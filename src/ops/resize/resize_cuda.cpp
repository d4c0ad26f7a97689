#include "ops/resize/resize.h"

#if TENON_CUDA
#include "ops/common/extents_of_cuda.h"
#include "ops/common/plain_cuda.h"
#include "ops/resize/resize_cuda.h"

namespace tenon::ops
{
namespace
{

ResizeProblem resizeProblemOf(ResizeParams const& params, PlainShapes const& shapes)
{
    base::Dims const& in = shapes.inputs[0].dims;
    base::Dims const& out = shapes.outputs[0].dims;
    ResizeProblem problem{};
    problem.out = extentsOf(out);
    problem.in = extentStrides(rowMajorStrides(in));
    bool const given = shapes.inputs.size() == 1 && !params.hasDims;
    for (int32_t d = 0; d < out.nbDims; ++d)
    {
        problem.inSize[d] = in.d[d];
        problem.scale[d] = given ? static_cast<float>(params.scales[static_cast<size_t>(d)])
                                 : static_cast<float>(out.d[d]) / static_cast<float>(std::max<int64_t>(in.d[d], 1));
        problem.same[d] = in.d[d] == out.d[d] && problem.scale[d] == 1.0F;
    }
    problem.mode = params.mode;
    problem.coordinates = params.coordinates;
    problem.selector = params.selector;
    problem.rounding = params.rounding;
    problem.cubicCoefficient = static_cast<float>(params.cubicCoefficient);
    problem.excludeOutside = params.excludeOutside;
    problem.type = shapes.inputs[0].type;
    problem.elementBytes = base::bytesOf(problem.type);
    return problem;
}

} // namespace

std::unique_ptr<graph::Kernel> makeResizeCuda(ResizeParams const& params, graph::KernelRequest const& request)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*,
                   cudaStream_t stream) {
        return launchResize(resizeProblemOf(params, shapes), inputs[0], outputs[0], stream);
    };
    auto check = [](PlainShapes const& shapes) -> base::Status {
        base::Dims const& in = shapes.inputs[0].dims;
        base::Dims const& out = shapes.outputs[0].dims;
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            if (in.d[d] == 0 && out.d[d] > 0)
            {
                return base::invalidArgument(
                    "resize: expected dimension {} of {} not to be empty, found {} elements to make of it", d,
                    base::toString(in), out.d[d]);
            }
        }
        return {};
    };
    return makePlainCuda("a resize", request, std::move(run), std::move(check));
}

} // namespace tenon::ops
#endif // TENON_CUDA
