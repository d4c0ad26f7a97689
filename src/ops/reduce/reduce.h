// Reduction over some dimensions, as nvinfer1::IReduceLayer: fp32, fp16, bf16, int32 and int64.
//
// Over no elements a sum is 0, a product 1, a maximum the type's lowest value (-infinity), a minimum its highest, and an average NaN
// (0 for integers). Averages of integers are cut towards zero; integer sums and products wrap around.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

using base::Result;
using base::Status;
using nvinfer1::ReduceOperation;

struct ReduceParams
{
    ReduceOperation operation{ReduceOperation::kSUM};
    uint32_t axes{0}; //!< bit i: dimension i of the complete dims is reduced
    bool keepDimensions{false};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation", operation);
        visitor("axes", axes);
        visitor("keepDimensions", keepDimensions);
    }
};

class ReduceOp final : public graph::BuiltinOp<ReduceOp, ReduceParams>
{
public:
    static constexpr std::string_view kKind = "Reduce";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! The checks that inference and kernel making share.
Status validate(ReduceParams const& params, int32_t rank);

//! fp32, int32 and int64 on the CPU.
Result<std::unique_ptr<graph::Kernel>> makeReduceCpu(ReduceParams const& params);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makeReduceCuda(ReduceParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
