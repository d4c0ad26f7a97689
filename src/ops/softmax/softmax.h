// Softmax along one dimension, as nvinfer1::ISoftMaxLayer: out = exp(in) / Σ exp(in). A slice with +infinity or NaN, or of -infinity alone,
// gives NaN.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

using base::Result;
using base::Status;

struct SoftMaxParams
{
    int32_t axis{0}; //!< of the complete dims

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axis", axis);
    }
};

class SoftMaxOp final : public graph::BuiltinOp<SoftMaxOp, SoftMaxParams>
{
public:
    static constexpr std::string_view kKind = "SoftMax";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! fp32 on the CPU.
Result<std::unique_ptr<graph::Kernel>> makeSoftMaxCpu(SoftMaxParams const& params);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makeSoftMaxCuda(
    SoftMaxParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
