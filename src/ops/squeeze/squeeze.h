// Squeeze: a tensor without some dimensions of 1, as nvinfer1::ISqueezeLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct SqueezeParams
{
    int32_t hidden{0}; //!< leading dimensions that axes do not count: 1 with an implicit batch

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("hidden", hidden);
    }
};

//! Inputs: data; axes (constants, rank 0 or 1; negative ones count from the end). A dimension that is known not to be 1 is refused.
class SqueezeOp final : public graph::BuiltinOp<SqueezeOp, SqueezeParams>
{
public:
    static constexpr std::string_view kKind = "Squeeze";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
