// NMS: non-maximum suppression of boxes, as nvinfer1::INMSLayer.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct NMSParams
{
    nvinfer1::BoundingBoxFormat format{nvinfer1::BoundingBoxFormat::kCORNER_PAIRS};
    int32_t topKBoxLimit{5000};                         //!< the best candidates of a batch item that are looked at
    base::DataType indicesType{base::DataType::kINT32}; //!< kINT32 or kINT64

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("format", format);
        visitor("topKBoxLimit", topKBoxLimit);
        visitor("indicesType", indicesType);
    }
};

//! Inputs: boxes [batch, boxes, classes or 1, 4] or [batch, boxes, 4] and scores [batch, boxes, classes] (fp32, fp16, bf16); the most boxes
//! of a class and batch item (int32 or int64, one value); optionally the IoU above which a box suppresses another of its class (0 without it),
//! and the score that a box must exceed (none without it), each one value of the boxes' type.
//! Outputs: (batch, class, box) of each selected box [selected, 3], by batch, then by falling score, equal scores by class and box; and how many
//! there are (int32, rank 0). `selected` depends on data.
class NMSOp final : public graph::BuiltinOp<NMSOp, NMSParams>
{
public:
    static constexpr std::string_view kKind = "NMS";

    int32_t outputCount() const override { return 2; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! `hasIou`, `hasScore`: which of the optional inputs are there.
graph::Result<std::unique_ptr<graph::Kernel>> makeNMSCpu(
    NMSParams const& params, bool hasIou, bool hasScore, graph::KernelRequest const& request);

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeNMSCuda(
    NMSParams const& params, bool hasIou, bool hasScore, graph::KernelRequest const& request);

} // namespace tenon::ops
