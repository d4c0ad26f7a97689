// Unsqueeze: a tensor with new dimensions of 1, as nvinfer1::IUnsqueezeLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct UnsqueezeParams
{
    int32_t hidden{0}; //!< leading dimensions that axes do not count: 1 with an implicit batch

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("hidden", hidden);
    }
};

//! Inputs: data; axes of the output (constants, rank 0 or 1; negative ones count from its end).
class UnsqueezeOp final : public graph::BuiltinOp<UnsqueezeOp, UnsqueezeParams>
{
public:
    static constexpr std::string_view kKind = "Unsqueeze";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
