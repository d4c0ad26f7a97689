// Activation: one function of each element. Formulas: nvinfer1::ActivationType.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct ActivationParams
{
    nvinfer1::ActivationType type{nvinfer1::ActivationType::kRELU};
    float alpha{0.0F};
    float beta{0.0F};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("type", type);
        visitor("alpha", alpha);
        visitor("beta", beta);
    }
};

//! "kRELU", …; empty for numbers that are none.
std::string_view name(nvinfer1::ActivationType type);

//! Input: fp32, fp16 or bf16 of any rank; for kRELU also int32 and int64. Output: the same type and dims.
class ActivationOp final : public graph::BuiltinOp<ActivationOp, ActivationParams>
{
public:
    static constexpr std::string_view kKind = "Activation";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeActivationCuda(
    ActivationParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
