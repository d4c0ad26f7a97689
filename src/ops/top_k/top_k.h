// TopK: the k largest or smallest elements along one axis and their places, as nvinfer1::ITopKLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct TopKParams
{
    nvinfer1::TopKOperation operation{nvinfer1::TopKOperation::kMAX};
    int32_t k{1};
    uint32_t axes{0};                                   //!< one bit of the complete dims
    base::DataType indicesType{base::DataType::kINT32}; //!< kINT32 or kINT64

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation", operation);
        visitor("k", k);
        visitor("axes", axes);
        visitor("indicesType", indicesType);
    }
};

//! Inputs: data (fp32, fp16, bf16, int8, uint8, int32, int64); optionally k (shape tensor of rank 0). Outputs: values, best first, and their
//! places along the axis; of equal elements the one with the lower place comes first, and NaN counts as larger than any number.
class TopKOp final : public graph::BuiltinOp<TopKOp, TopKParams>
{
public:
    static constexpr std::string_view kKind = "TopK";

    int32_t outputCount() const override { return 2; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

graph::Result<std::unique_ptr<graph::Kernel>> makeTopKCpu(
    TopKParams const& params, graph::KernelRequest const& request);

//! Error where there are fewer than k elements.
base::Status checkTopKCount(TopKParams const& params, PlainShapes const& shapes);

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeTopKCuda(
    TopKParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
