// OneHot: y[…, i, …] = indices[…] == i ? on : off, as nvinfer1::IOneHotLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct OneHotParams
{
    int32_t axis{-1}; //!< of the output; negative counts from its end

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axis", axis);
    }
};

//! Inputs: indices (int32 or int64; negative ones count from the end, those outside give a row of off values); values [off, on], which give
//! the output's type; depth (shape tensor of rank 0).
class OneHotOp final : public graph::BuiltinOp<OneHotOp, OneHotParams>
{
public:
    static constexpr std::string_view kKind = "OneHot";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeOneHotCuda(OneHotParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
