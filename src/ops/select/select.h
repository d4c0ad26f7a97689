// Select: y = condition ? a : b, element by element with broadcasting, as nvinfer1::ISelectLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct SelectParams
{
    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        (void)visitor;
    }
};

//! Inputs: condition (bool), a, b of one type and rank.
class SelectOp final : public graph::BuiltinOp<SelectOp, SelectParams>
{
public:
    static constexpr std::string_view kKind = "Select";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeSelectCuda(graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
