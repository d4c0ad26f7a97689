// Cumulative: running sums along an axis, as nvinfer1::ICumulativeLayer.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct CumulativeParams
{
    nvinfer1::CumulativeOperation operation{nvinfer1::CumulativeOperation::kSUM};
    bool exclusive{false}; //!< an element does not count for itself
    bool reverse{false};   //!< from the end
    int32_t hidden{0};     //!< leading dimensions that the axis does not count: 1 with an implicit batch

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation", operation);
        visitor("exclusive", exclusive);
        visitor("reverse", reverse);
        visitor("hidden", hidden);
    }
};

//! Inputs: data (fp32, fp16, bf16, int32, int64); axis (a constant of rank 0, int32 or int64; negative counts from the end). Sums of fp16 and
//! bf16 are formed in fp32.
class CumulativeOp final : public graph::BuiltinOp<CumulativeOp, CumulativeParams>
{
public:
    static constexpr std::string_view kKind = "Cumulative";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it. The axis must be a constant of the network there.
std::unique_ptr<graph::Kernel> makeCumulativeCuda(
    CumulativeParams const& params, int64_t axis, graph::KernelRequest const& request);

} // namespace tenon::ops
