#include "ops/pooling/pooling_problem.h"

namespace tenon::ops::pooling
{

base::Result<Problem> problemFor(PoolingParams const& params, base::Dims const& in, base::Dims const& out)
{
    int32_t const spatialDims = params.windowSize.nbDims;
    int32_t const first = in.nbDims - spatialDims;
    if (first < 0 || out.nbDims != in.nbDims)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "pooling: expected at least {} dimensions, found {}",
            spatialDims, in.nbDims);
    }
    Problem problem{params.type, !params.averageCountExcludesPadding, params.blendFactor, 1, {}, {}};
    for (int32_t i = 0; i < first; ++i)
    {
        problem.planes *= in.d[i];
    }
    Window const window = params.window();
    for (int32_t i = 0; i < spatialDims; ++i)
    {
        WindowAxis const axis = axisOf(window, i);
        TENON_ASSIGN(WindowPlacement const placed, placeWindows(window, i, in.d[first + i]));
        if (placed.output != out.d[first + i])
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "pooling: expected an output of {} in spatial dimension {}, found {}", placed.output, i,
                out.d[first + i]);
        }
        problem.axes[3 - spatialDims + i] = {
            in.d[first + i], placed.output, axis.size, axis.stride, placed.prePadding, placed.postPadding};
    }
    Axis const& width = problem.axes[2];
    for (int64_t x = 0; x < width.out; ++x)
    {
        problem.columnCounts.push_back(static_cast<float>(width.count(x, problem.countPadding)));
    }
    return problem;
}

} // namespace tenon::ops::pooling
