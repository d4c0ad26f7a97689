#include "ops/conditional/conditional_boundaries.h"

#include "ops/common/body/boundary.h"
#include "ops/common/input_checks.h"
#include "ops/conditional/conditional.h"

namespace tenon::ops
{

using graph::ValueSpec;

graph::Result<std::vector<ValueSpec>> ConditionOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("condition", inputs[0].type, {base::DataType::kBOOL}));
    graph::Shape const& dims = inputs[0].dims;
    if (dims.size() > 1 || (dims.size() == 1 && !(dims[0]->isConstant() && dims[0]->value() == 1)))
    {
        return base::invalidArgument(
            "condition: expected one boolean, found {}", graph::toString(dims, inputs.symbolNames));
    }
    return std::vector<ValueSpec>{};
}

graph::Result<std::vector<ValueSpec>> ConditionalInputOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    return std::vector<ValueSpec>{inputs[0]};
}

graph::Result<std::vector<ValueSpec>> ConditionalOutputOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    TENON_ASSIGN(ValueSpec either, eitherOf(inputs[0], inputs[1], 0, inputs));
    return std::vector<ValueSpec>{std::move(either)};
}

graph::Result<graph::CandidateList> ConditionOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> ConditionOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> ConditionalInputOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> ConditionalInputOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<graph::CandidateList> ConditionalOutputOp::candidates(graph::CandidateQuery const&)
{
    return boundaryDoesNotRun(kKind);
}

graph::Result<std::unique_ptr<graph::Kernel>> ConditionalOutputOp::makeKernel(graph::KernelRequest const&) const
{
    return boundaryDoesNotRun(kKind);
}

} // namespace tenon::ops
