// Scale: y = (x · scale + shift) ^ power.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct ScaleParams
{
    nvinfer1::ScaleMode mode{nvinfer1::ScaleMode::kUNIFORM};
    //! Empty: 0, 1 and 1. Else one value (kUNIFORM), one a channel (kCHANNEL), or one for each element of the dims from channelAxis on
    //! (kELEMENTWISE).
    graph::ConstantData shift, scale, power;
    int32_t channelAxis{1}; //!< of the complete dims, batch included

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("mode", mode);
        visitor("shift", shift);
        visitor("scale", scale);
        visitor("power", power);
        visitor("channelAxis", channelAxis);
    }
};

//! Input: fp32, fp16 or bf16. Output: the same type and dims. Where the dims that the weights belong to are not known at build, their
//! number is checked when shapes are set.
class ScaleOp final : public graph::BuiltinOp<ScaleOp, ScaleParams>
{
public:
    static constexpr std::string_view kKind = "Scale";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeScaleCuda(
    ScaleParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
