// Pooling over 1 to 3 spatial dimensions, as nvinfer1::IPoolingLayer.
//
//     input 0   [batch, channels, spatial…]; further dimensions before the spatial ones are served too
//     output 0  the same, with spatial sizes by ops/common/window.h
//
// Padding never wins a maximum, and adds nothing to a sum. An average divides by the number of elements of the input that the window
// covers, or, with averageCountExcludesPadding off, by those of the padded input (what a window that is rounded up covers beyond the
// padding counts in neither case). A window that covers nothing gives -infinity as maximum and 0 as average.
#pragma once

#include "graph/op.h"
#include "ops/common/window.h"

namespace tenon::ops
{

using nvinfer1::PoolingType;

struct PoolingParams
{
    PoolingType type{PoolingType::kMAX};
    Dims windowSize{}; //!< one entry a spatial dimension, as in the lists below; those may be empty: 1, 0, 0
    Dims stride{};
    Dims prePadding{};
    Dims postPadding{};
    PaddingMode paddingMode{PaddingMode::kEXPLICIT_ROUND_DOWN};
    float blendFactor{0.0F}; //!< kMAX_AVERAGE_BLEND: (1 − blendFactor) · maximum + blendFactor · average
    bool averageCountExcludesPadding{true};
    OutputFormula outputFormula; //!< the user's; not in plans, where the post-padding stands for it

    Window window() const { return {windowSize, stride, {}, prePadding, postPadding, paddingMode}; }

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("type", type);
        visitor("windowSize", windowSize);
        visitor("stride", stride);
        visitor("prePadding", prePadding);
        visitor("postPadding", postPadding);
        visitor("paddingMode", paddingMode);
        visitor("blendFactor", blendFactor);
        visitor("averageCountExcludesPadding", averageCountExcludesPadding);
    }
};

class PoolingOp final : public graph::BuiltinOp<PoolingOp, PoolingParams>
{
public:
    static constexpr std::string_view kKind = "Pooling";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! fp32 on the CPU. For validated parameters.
Result<std::unique_ptr<graph::Kernel>> makePoolingCpu(PoolingParams const& params);

//! fp32 on the CPU for in- and output in kHWC and windows over height and width. For validated parameters.
Result<std::unique_ptr<graph::Kernel>> makePoolingChannelsLast(PoolingParams const& params);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makePoolingCuda(
    PoolingParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
