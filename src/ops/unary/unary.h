// Unary: one function of each element. Names: nvinfer1::UnaryOperation.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct UnaryParams
{
    nvinfer1::UnaryOperation operation{nvinfer1::UnaryOperation::kEXP};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation", operation);
    }
};

//! "kEXP", …; empty for numbers that are none.
std::string_view name(nvinfer1::UnaryOperation operation);

//! Input: bool for kNOT; fp32, fp16 or bf16 for all others, and for kABS, kNEG and kSIGN also int32 and int64, which wrap. Output: the same
//! dims; bool for kISINF and kISNAN, else the input's type.
class UnaryOp final : public graph::BuiltinOp<UnaryOp, UnaryParams>
{
public:
    static constexpr std::string_view kKind = "Unary";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeUnaryCuda(
    UnaryParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
