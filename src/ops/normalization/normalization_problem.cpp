#include "ops/normalization/normalization_problem.h"

#include "ops/common/rows.h"

namespace tenon::ops
{

using base::Dims;

namespace
{

int64_t strideOf(Dims const& dims, Strides const& strides, int32_t d)
{
    return dims.d[d] == 1 ? 0 : strides.d[d];
}

} // namespace

AveragingProblem averagingProblemOf(NormalizationParams const& params, PlainShapes const& shapes)
{
    Dims const& x = shapes.inputs[0].dims;
    Dims const& scale = shapes.inputs[1].dims;
    Dims const& bias = shapes.inputs[2].dims;
    Strides const xs = rowMajorStrides(x);
    Strides const ss = rowMajorStrides(scale);
    Strides const bs = rowMajorStrides(bias);
    AveragingProblem problem;
    for (int32_t d = 0; d < x.nbDims; ++d)
    {
        bool const averaged = (params.axes >> d & 1U) != 0;
        AveragingLoop const loop{x.d[d], xs.d[d], strideOf(scale, ss, d), strideOf(bias, bs, d)};
        if (d == 1 && params.groups > 1)
        {
            // Channels are groups of channels: the group is kept, what is in it is averaged.
            int64_t const inGroup = x.d[1] / params.groups;
            auto const perGroup = [&](Dims const& dims, Strides const& strides) {
                return dims.d[1] == 1 ? 0 : dims.d[1] == x.d[1] ? strides.d[1] * inGroup : strides.d[1];
            };
            auto const perChannel = [&](Dims const& dims, Strides const& strides) {
                return dims.d[1] == x.d[1] ? strides.d[1] : 0;
            };
            problem.kept.add({params.groups, xs.d[1] * inGroup, perGroup(scale, ss), perGroup(bias, bs)});
            problem.averaged.add({inGroup, xs.d[1], perChannel(scale, ss), perChannel(bias, bs)});
            continue;
        }
        (averaged ? problem.averaged : problem.kept).add(loop);
    }
    if (problem.averaged.count > 0)
    {
        problem.row = problem.averaged.d[--problem.averaged.count];
    }
    return problem;
}

base::Status checkNormalizationShapes(NormalizationParams const& params, PlainShapes const& shapes)
{
    Dims const& x = shapes.inputs[0].dims;
    if (params.groups > 1 && x.d[1] % params.groups != 0)
    {
        return base::invalidArgument(
            "normalization: expected a multiple of {} channels (groups), found {}", params.groups, x.d[1]);
    }
    for (size_t i = 1; i < 3; ++i)
    {
        Dims const& dims = shapes.inputs[i].dims;
        for (int32_t d = 0; d < x.nbDims; ++d)
        {
            bool const perGroup = d == 1 && params.groups > 1 && !params.version2;
            if (dims.d[d] != 1 && dims.d[d] != (perGroup ? params.groups : x.d[d]))
            {
                return base::invalidArgument("normalization: expected {} that is broadcast to {}, found {}",
                    i == 1 ? "a scale" : "a bias", base::toString(x), base::toString(dims));
            }
        }
    }
    bool const skips = shapes.inputs.size() > kNormalizationSkip;
    if (skips && base::toString(shapes.inputs[kNormalizationSkip].dims) != base::toString(x))
    {
        return base::invalidArgument("normalization: expected a skip connection of {}, as the input, found {}",
            base::toString(x), base::toString(shapes.inputs[kNormalizationSkip].dims));
    }
    return {};
}

} // namespace tenon::ops
