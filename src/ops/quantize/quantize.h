// Quantize: y = the integer nearest to x / scale, from −128 to 127, as nvinfer1::IQuantizeLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct QuantizeParams
{
    int32_t axis{-1}; //!< of the complete dims, where scale has more than one element
    base::DataType type{base::DataType::kINT8};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axis", axis);
        visitor("type", type);
    }
};

//! Inputs: x (fp32, fp16, bf16); scale of the same kind, one element, or one for each along the axis. Halves go to even; NaN becomes 0.
class QuantizeOp final : public graph::BuiltinOp<QuantizeOp, QuantizeParams>
{
public:
    static constexpr std::string_view kKind = "Quantize";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeQuantizeCuda(
    QuantizeParams const& params, graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
