// LRN: y = x / (k + alpha / window · Σ x² over a window of channels)^beta, as nvinfer1::ILRNLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct LRNParams
{
    int64_t windowSize{5}; //!< odd, 1 to 15
    float alpha{1e-4F};
    float beta{0.75F};
    float k{1.0F};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("windowSize", windowSize);
        visitor("alpha", alpha);
        visitor("beta", beta);
        visitor("k", k);
    }
};

//! Input: [batch, channels, spatial…] of rank 3 or more (fp32, fp16, bf16).
class LRNOp final : public graph::BuiltinOp<LRNOp, LRNParams>
{
public:
    static constexpr std::string_view kKind = "LRN";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeLRNCuda(LRNParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
