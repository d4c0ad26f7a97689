// y = the integer nearest to x / scale (ties to even), from −128 to 127
//
// Loops:     runs of what lies behind the axis, all of one scale.
// Threads:   runs.
// Memory:    each element is read and written once.
// Accuracy:  one division in fp32, rounded to the nearest.
#include "ops/quantize/quantize.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"
#include "ops/common/type_conversion.h"

namespace tenon::ops
{

using base::DataType;

namespace
{

base::Status checkScale(QuantizeParams const& params, graph::InferenceInputs const& inputs)
{
    graph::Shape const& x = inputs[0].dims;
    graph::Shape const& scale = inputs[1].dims;
    TENON_CHECK(expectType("input 1 (scale)", inputs[1].type, kFloatTypes));
    if (scale.size() > 1)
    {
        return base::notImplemented("scales in blocks (dimensions {})", graph::toString(scale, inputs.symbolNames));
    }
    bool const single = scale.empty() || (scale[0]->isConstant() && scale[0]->value() == 1);
    if (single)
    {
        return {};
    }
    auto const rank = static_cast<int32_t>(x.size());
    if (params.axis < 0 || params.axis >= rank)
    {
        return base::invalidArgument("axis: expected one of the {} dimensions of the input for {} scales, found {}",
            rank, graph::toString(scale, inputs.symbolNames), params.axis);
    }
    auto const& size = x[static_cast<size_t>(params.axis)];
    bool const clash = size->isConstant() && scale[0]->isConstant() && size->value() != scale[0]->value();
    return clash
        ? base::Status(base::invalidArgument("input 1 (scale): expected 1 or {} (dimension {} of the input), found {}",
            size->value(), params.axis, scale[0]->value()))
        : base::Status();
}

base::Status checkShapes(QuantizeParams const& params, PlainShapes const& shapes)
{
    int64_t const scales = base::volumeUnchecked(shapes.inputs[1].dims);
    bool const fits = scales == 1 || shapes.inputs[0].dims.d[params.axis] == scales;
    return fits ? base::Status()
                : base::invalidArgument("quantize: expected 1 scale, or one for each of {} along axis {}, found {}",
                    base::toString(shapes.inputs[0].dims), params.axis, scales);
}

void quantize(QuantizeParams const& params, PlainShapes const& shapes, float const* x, float const* scales, int8_t* y)
{
    base::Dims const& dims = shapes.inputs[0].dims;
    bool const single = base::volumeUnchecked(shapes.inputs[1].dims) == 1;
    AxisRuns const runs = single ? AxisRuns{1, 1, base::volumeUnchecked(dims)} : runsAlong(dims, params.axis);
    if (single)
    {
        devices::parallelFor(runs.inner, kGrainElements,
            [&](int64_t begin, int64_t end) { quantizeFloats(x + begin, *scales, y + begin, end - begin); });
        return;
    }
    devices::parallelFor(runs.outer * runs.size,
        std::max<int64_t>(kGrainElements / std::max<int64_t>(runs.inner, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t run = begin; run < end; ++run)
            {
                quantizeFloats(x + run * runs.inner, scales[run % runs.size], y + run * runs.inner, runs.inner);
            }
        });
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> QuantizeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    if (params.type != DataType::kINT8)
    {
        return base::notImplemented("quantization to {}; int8 is served", base::name(params.type));
    }
    TENON_CHECK(checkScale(params, inputs));
    return std::vector<graph::ValueSpec>{{params.type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> QuantizeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> QuantizeOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [params = params](PlainShapes const& shapes) { return checkShapes(params, shapes); };
    TENON_MAKE_ON_CUDA(request, makeQuantizeCuda(params, request, check));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        auto run = [params = params](
                       PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            quantize(params, shapes, static_cast<float const*>(inputs[0]), static_cast<float const*>(inputs[1]),
                static_cast<int8_t*>(outputs[0]));
            return base::okStatus();
        };
        return makePlainKernel(std::move(run), check);
    });
}

} // namespace tenon::ops
