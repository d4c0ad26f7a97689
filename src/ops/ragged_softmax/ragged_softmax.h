// RaggedSoftMax: softmax over the first elements of each row, as nvinfer1::IRaggedSoftMaxLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct RaggedSoftMaxParams
{
    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        (void)visitor;
    }
};

//! Inputs: x [..., rows, columns] (fp32, fp16, bf16) and bounds [..., rows, 1] (int32 or int64): of row r the first bounds[r] elements (brought into
//! 0 … columns) are a softmax, all others 0.
class RaggedSoftMaxOp final : public graph::BuiltinOp<RaggedSoftMaxOp, RaggedSoftMaxParams>
{
public:
    static constexpr std::string_view kKind = "RaggedSoftMax";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeRaggedSoftMaxCuda(graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
