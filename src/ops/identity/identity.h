// Identity: the input, as the output's type where that is set to another.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct IdentityParams
{
    template <typename Visitor>
    void visit(Visitor&&)
    {
    }
};

//! Input: a castable type (see common/type_conversion.h), int8 as plain integers. Output: the same, or the type that the user set for it.
class IdentityOp final : public graph::BuiltinOp<IdentityOp, IdentityParams>
{
public:
    static constexpr std::string_view kKind = "Identity";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
