#include "ops/concatenation/concatenation.h"

#include "ops/common/channels_last.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/concatenation/concatenation_cpu.h"

namespace tenon::ops
{

using graph::Dim;
using graph::Shape;
using graph::ValueSpec;

namespace
{

bool isOneDim(Dim const& dim)
{
    return dim->isConstant() && dim->value() == 1;
}

//! Checks that input `i` goes with input 0, and makes dims exact that input 0 leaves open.
base::Status merge(ConcatenationParams const& params, Shape& dims, graph::InferenceInputs const& inputs, size_t i)
{
    auto const axis = static_cast<size_t>(params.axis);
    ValueSpec const& first = inputs[0];
    ValueSpec const& other = inputs[i];
    bool const floating = base::isFloating(first.type) && base::isFloating(other.type) && !inputs.stronglyTyped;
    if (other.type != first.type && !floating)
    {
        return base::invalidArgument(
            "input {}: expected the type of input 0, {}, found {}", i, base::name(first.type), base::name(other.type));
    }
    if (other.dims.size() != first.dims.size())
    {
        return base::invalidArgument("input {}: expected the rank of input 0 ({}), found {}", i,
            graph::toString(first.dims, inputs.symbolNames), graph::toString(other.dims, inputs.symbolNames));
    }
    for (size_t d = 0; d < dims.size(); ++d)
    {
        if (d == axis)
        {
            dims[d] = graph::add(dims[d], other.dims[d]);
            continue;
        }
        if (d < static_cast<size_t>(params.hidden))
        {
            dims[d] = isOneDim(dims[d]) ? other.dims[d] : dims[d];
            continue;
        }
        bool const bothKnown = dims[d]->isConstant() && other.dims[d]->isConstant();
        if (bothKnown && dims[d]->value() != other.dims[d]->value())
        {
            return base::invalidArgument(
                "input {}: expected the dimensions of input 0 ({}) but along axis {}, found {}", i,
                graph::toString(first.dims, inputs.symbolNames), axis, graph::toString(other.dims, inputs.symbolNames));
        }
        dims[d] = dims[d]->isConstant() ? dims[d] : (other.dims[d]->isConstant() ? other.dims[d] : dims[d]);
    }
    return {};
}

std::optional<std::vector<Dim>> joinedValues(graph::InferenceInputs const& inputs)
{
    std::vector<Dim> joined;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!inputs[i].values || inputs[i].dims.size() != 1)
        {
            return std::nullopt;
        }
        joined.insert(joined.end(), inputs[i].values->begin(), inputs[i].values->end());
    }
    return joined;
}

} // namespace

graph::Result<std::vector<ValueSpec>> ConcatenationOp::infer(graph::InferenceInputs const& inputs) const
{
    if (inputs.size() == 0)
    {
        return base::invalidArgument("inputs: expected at least 1, found none");
    }
    TENON_CHECK(expectInputs(inputs, inputs.size()));
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    if (params.axis < params.hidden || params.axis >= rank)
    {
        return base::invalidArgument("axis: expected one of the {} dimensions of input 0 ({}), found {}", rank,
            graph::toString(inputs[0].dims, inputs.symbolNames), params.axis);
    }
    if (base::bitsOf(inputs[0].type) < 8)
    {
        return base::notImplemented("concatenation of {}", base::name(inputs[0].type));
    }
    ValueSpec output{inputs[0].type, inputs[0].dims, joinedValues(inputs)};
    for (size_t i = 1; i < inputs.size(); ++i)
    {
        TENON_CHECK(merge(params, output.dims, inputs, i));
    }
    return std::vector<ValueSpec>{std::move(output)};
}

graph::Result<graph::CandidateList> ConcatenationOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    if (inputs.size() < 32)
    {
        addChannelsLast(*this, list, (1U << inputs.size()) - 1U, 1U);
    }
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> ConcatenationOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeConcatenationCuda(params, request));
    graph::TypeFormat const as = request.candidate.outputs[0];
    return makeConcatenationCpu(axisInMemory(as.format, params.axis), params.hidden, as.type);
}

} // namespace tenon::ops
