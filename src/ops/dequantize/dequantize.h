// Dequantize: y = scale · x, as nvinfer1::IDequantizeLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct DequantizeParams
{
    int32_t axis{-1};                            //!< of the complete dims, where scale has more than one element
    base::DataType type{base::DataType::kFLOAT}; //!< fp32, fp16 or bf16

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axis", axis);
        visitor("type", type);
    }
};

//! Inputs: x (int8); scale (fp32, fp16, bf16), one element, or one for each along the axis.
class DequantizeOp final : public graph::BuiltinOp<DequantizeOp, DequantizeParams>
{
public:
    static constexpr std::string_view kKind = "Dequantize";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeDequantizeCuda(
    DequantizeParams const& params, graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
