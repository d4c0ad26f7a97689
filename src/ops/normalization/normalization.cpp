#include "ops/normalization/normalization.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using graph::Dim;
using graph::ValueSpec;

namespace
{

base::Status checkGroups(NormalizationParams const& params, graph::InferenceInputs const& inputs)
{
    if (params.groups == 1)
    {
        return {};
    }
    graph::Shape const& x = inputs[0].dims;
    bool const divides =
        params.groups > 1 && x.size() >= 2 && (!x[1]->isConstant() || x[1]->value() % params.groups == 0);
    if (!divides)
    {
        return base::invalidArgument(
            "groups: expected a positive divisor of the number of channels (dimension 1 of {}), found {}",
            graph::toString(x, inputs.symbolNames), params.groups);
    }
    if ((params.axes & 0b11U) != 0)
    {
        return base::invalidArgument(
            "axes: expected dimensions behind the channels (bits from 2 up) with {} groups, found {:#x}", params.groups,
            params.axes);
    }
    return {};
}

base::Status checkScale(NormalizationParams const& params, graph::InferenceInputs const& inputs, size_t index)
{
    graph::Shape const& x = inputs[0].dims;
    graph::Shape const& scale = inputs[index].dims;
    std::string const subject = fmt::format("input {} ({})", index, index == 1 ? "scale" : "bias");
    TENON_CHECK(expectType(subject, inputs[index].type, kFloatTypes));
    if (scale.size() != x.size())
    {
        return base::invalidArgument("{}: expected the rank of the input ({}), found {}", subject,
            graph::toString(x, inputs.symbolNames), graph::toString(scale, inputs.symbolNames));
    }
    for (size_t d = 0; d < x.size(); ++d)
    {
        bool const perGroup = d == 1 && params.groups > 1 && !params.version2;
        Dim const expected = perGroup ? graph::constant(params.groups) : x[d];
        bool const one = scale[d]->isConstant() && scale[d]->value() == 1;
        bool const clash = expected->isConstant() && scale[d]->isConstant() && expected->value() != scale[d]->value();
        if (!one && clash)
        {
            return base::invalidArgument(
                "{}: expected 1 or {} in dimension {}, found {}", subject, expected->value(), d, scale[d]->value());
        }
    }
    return {};
}

base::Status checkSkip(graph::InferenceInputs const& inputs)
{
    graph::Shape const& x = inputs[0].dims;
    graph::Shape const& skip = inputs[kNormalizationSkip].dims;
    bool fits = inputs[kNormalizationSkip].type == inputs[0].type && skip.size() == x.size();
    for (size_t d = 0; fits && d < x.size(); ++d)
    {
        fits = !x[d]->isConstant() || !skip[d]->isConstant() || x[d]->value() == skip[d]->value();
    }
    return fits ? base::okStatus()
                : base::Status(base::invalidArgument("input 3 (skip): expected {} of {}, as the input, found {} of {}",
                    base::name(inputs[0].type), graph::toString(x, inputs.symbolNames),
                    base::name(inputs[kNormalizationSkip].type), graph::toString(skip, inputs.symbolNames)));
}

} // namespace

graph::Result<std::vector<ValueSpec>> NormalizationOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, inputs.size() == kNormalizationSkip + 1 ? kNormalizationSkip + 1 : 3));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (params.axes == 0 || static_cast<uint64_t>(params.axes) >> rank != 0)
    {
        return base::invalidArgument(
            "axes: expected one or more of the lowest {} bits (one a dimension of the input), found {:#x}", rank,
            params.axes);
    }
    TENON_CHECK(checkGroups(params, inputs));
    TENON_CHECK(checkScale(params, inputs, 1));
    TENON_CHECK(checkScale(params, inputs, 2));
    if (inputs.size() > kNormalizationSkip)
    {
        TENON_CHECK(checkSkip(inputs));
    }
    if (inputs.stronglyTyped && (inputs[1].type != inputs[0].type || inputs[2].type != inputs[0].type))
    {
        return base::invalidArgument("inputs: expected scale and bias of the input's type, {}, found {} and {}",
            base::name(inputs[0].type), base::name(inputs[1].type), base::name(inputs[2].type));
    }
    return std::vector<ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> NormalizationOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

int32_t NormalizationOp::reusableInput(int32_t) const
{
    return inputs.size() > kNormalizationSkip ? static_cast<int32_t>(kNormalizationSkip) : -1;
}

graph::Result<std::unique_ptr<graph::Kernel>> NormalizationOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeNormalizationCuda(params, request));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        return makeNormalizationCpu(params);
    });
}

} // namespace tenon::ops
