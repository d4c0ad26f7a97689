// Concatenation: tensors one behind the other along one axis.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct ConcatenationParams
{
    int32_t axis{0}; //!< of the complete dims, batch included
    //! Leading dimensions that the user does not see: 1 with implicit batch, else 0. Inputs that are the same for all of a batch (of 1 there)
    //! are repeated beside those that have it.
    int32_t hidden{0};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axis", axis);
        visitor("hidden", hidden);
    }
};

//! Inputs: one or more of equal type (weakly typed: or all floating), equal rank of at least 1, equal dims but along the axis.
class ConcatenationOp final : public graph::BuiltinOp<ConcatenationOp, ConcatenationParams>
{
public:
    static constexpr std::string_view kKind = "Concatenation";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeConcatenationCuda(
    ConcatenationParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
