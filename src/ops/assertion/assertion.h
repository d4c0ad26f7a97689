// Assertion: what must hold, as nvinfer1::IAssertionLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct AssertionParams
{
    std::string message;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("message", message);
    }
};

//! Input: booleans. No output. Where one is known to be false the network cannot be built; where one is false at run time the inference
//! fails, with the message.
class AssertionOp final : public graph::BuiltinOp<AssertionOp, AssertionParams>
{
public:
    static constexpr std::string_view kKind = "Assertion";

    int32_t outputCount() const override { return 0; }
    bool isPure() const override { return false; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
