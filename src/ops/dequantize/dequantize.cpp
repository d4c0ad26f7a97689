// y = scale · x
//
// Loops:     runs of what lies behind the axis, all of one scale.
// Threads:   runs.
// Memory:    each element is read and written once.
// Accuracy:  one product in fp32.
#include "ops/dequantize/dequantize.h"

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

base::Status checkScale(DequantizeParams const& params, graph::InferenceInputs const& inputs)
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

base::Status checkShapes(DequantizeParams const& params, PlainShapes const& shapes)
{
    int64_t const scales = base::volumeUnchecked(shapes.inputs[1].dims);
    bool const fits = scales == 1 || shapes.inputs[0].dims.d[params.axis] == scales;
    return fits ? base::Status()
                : base::invalidArgument("dequantize: expected 1 scale, or one for each of {} along axis {}, found {}",
                    base::toString(shapes.inputs[0].dims), params.axis, scales);
}

void dequantize(
    DequantizeParams const& params, PlainShapes const& shapes, int8_t const* x, float const* scales, float* y)
{
    base::Dims const& dims = shapes.inputs[0].dims;
    bool const single = base::volumeUnchecked(shapes.inputs[1].dims) == 1;
    AxisRuns const runs = single ? AxisRuns{1, 1, base::volumeUnchecked(dims)} : runsAlong(dims, params.axis);
    if (single)
    {
        devices::parallelFor(runs.inner, kGrainElements,
            [&](int64_t begin, int64_t end) { dequantizeInt8(x + begin, *scales, y + begin, end - begin); });
        return;
    }
    devices::parallelFor(runs.outer * runs.size,
        std::max<int64_t>(kGrainElements / std::max<int64_t>(runs.inner, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t run = begin; run < end; ++run)
            {
                dequantizeInt8(x + run * runs.inner, scales[run % runs.size], y + run * runs.inner, runs.inner);
            }
        });
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> DequantizeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    if (inputs[0].type != DataType::kINT8)
    {
        return base::notImplemented("dequantization of {}; int8 is served", base::name(inputs[0].type));
    }
    TENON_CHECK(expectType("type of the output", params.type, kFloatTypes));
    TENON_CHECK(checkScale(params, inputs));
    return std::vector<graph::ValueSpec>{{params.type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> DequantizeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> DequantizeOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [params = params](PlainShapes const& shapes) { return checkShapes(params, shapes); };
    TENON_MAKE_ON_CUDA(request, makeDequantizeCuda(params, request, check));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        auto run = [params = params](
                       PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            dequantize(params, shapes, static_cast<int8_t const*>(inputs[0]), static_cast<float const*>(inputs[1]),
                static_cast<float*>(outputs[0]));
            return base::okStatus();
        };
        return makePlainKernel(std::move(run), check);
    });
}

} // namespace tenon::ops
