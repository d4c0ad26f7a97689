// The layers at the edge of a conditional, as the user places them. Builder pass `form_regions` makes an IfOp of them and of what lies between.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! Which conditional of its network an operation bounds.
struct ConditionalParams
{
    int32_t conditional{0};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("conditional", conditional);
    }
};

//! Input: what decides, one boolean. No output.
class ConditionOp final : public graph::BuiltinOp<ConditionOp, ConditionalParams>
{
public:
    static constexpr std::string_view kKind = "Condition";

    int32_t outputCount() const override { return 0; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! A value that the branches use; the output is the input.
class ConditionalInputOp final : public graph::BuiltinOp<ConditionalInputOp, ConditionalParams>
{
public:
    static constexpr std::string_view kKind = "ConditionalInput";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! Inputs: the value if the condition holds, and the one if not; of one type and rank. Dimensions in which they differ depend on data.
class ConditionalOutputOp final : public graph::BuiltinOp<ConditionalOutputOp, ConditionalParams>
{
public:
    static constexpr std::string_view kKind = "ConditionalOutput";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
