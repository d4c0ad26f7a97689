// ParametricReLU: y = x for x >= 0, else slope · x, as nvinfer1::IParametricReLULayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct ParametricReLUParams
{
    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        (void)visitor;
    }
};

//! Inputs: x and slope (fp32, fp16, bf16), of one rank; slope is broadcast to x.
class ParametricReLUOp final : public graph::BuiltinOp<ParametricReLUOp, ParametricReLUParams>
{
public:
    static constexpr std::string_view kKind = "ParametricReLU";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeParametricReLUCuda(graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
