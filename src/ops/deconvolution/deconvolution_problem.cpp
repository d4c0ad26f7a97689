#include "ops/deconvolution/deconvolution_problem.h"

namespace tenon::ops
{

Result<TransposedProblem> transposedProblemOf(DeconvolutionParams const& params, PlainShapes const& shapes)
{
    Dims const& x = shapes.inputs[0].dims;
    TransposedProblem problem{x.d[0], x.d[1], params.outputMaps, params.groups};
    int32_t const spatial = params.kernelSize.nbDims;
    for (int32_t d = 0; d < spatial; ++d)
    {
        auto const at = static_cast<size_t>(3 - spatial + d);
        WindowAxis const axis = axisOf(params.window(), d);
        TENON_ASSIGN(DeconvolutionExtent const extent, deconvolutionExtent(params.window(), d, x.d[d + 2]));
        problem.in[at] = x.d[d + 2];
        problem.out[at] = extent.output;
        problem.kernel[at] = axis.size;
        problem.stride[at] = axis.stride;
        problem.dilation[at] = axis.dilation;
        problem.pre[at] = extent.prePadding;
        if (extent.output != shapes.outputs[0].dims.d[d + 2])
        {
            return base::invalidArgument("deconvolution: expected {} in spatial dimension {} of the output, found {}",
                extent.output, d, shapes.outputs[0].dims.d[d + 2]);
        }
    }
    return problem;
}

} // namespace tenon::ops
