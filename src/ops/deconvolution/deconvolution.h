// Deconvolution: the transpose of a convolution over one to three spatial dimensions, as nvinfer1::IDeconvolutionLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/window.h"

namespace tenon::ops
{

struct DeconvolutionParams
{
    int64_t outputMaps{0};
    int64_t groups{1};
    Dims kernelSize{}; //!< one entry a spatial dimension, as in the lists below; those may be empty: 1, 1, 0, 0
    Dims stride{};
    Dims dilation{};
    Dims prePadding{};
    Dims postPadding{};
    PaddingMode paddingMode{PaddingMode::kEXPLICIT_ROUND_DOWN};
    graph::ConstantData kernel; //!< [channels, output maps / groups, kernel size…], row-major; fp32, fp16 or bf16
    graph::ConstantData bias;
    OutputFormula outputFormula; //!< the user's; not in plans, where the post-padding stands for it

    Window window() const { return {kernelSize, stride, dilation, prePadding, postPadding, paddingMode}; }

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("outputMaps", outputMaps);
        visitor("groups", groups);
        visitor("kernelSize", kernelSize);
        visitor("stride", stride);
        visitor("dilation", dilation);
        visitor("prePadding", prePadding);
        visitor("postPadding", postPadding);
        visitor("paddingMode", paddingMode);
        visitor("kernel", kernel);
        visitor("bias", bias);
    }
};

//! Inputs: data [batch, channels, spatial…]; optionally 1 the kernel and 2 the bias, where the parameters hold none. An output's size is
//! (in − 1) · stride − pre − post + extent; with kSAME_UPPER and kSAME_LOWER in · stride.
class DeconvolutionOp final : public graph::BuiltinOp<DeconvolutionOp, DeconvolutionParams>
{
public:
    static constexpr std::string_view kKind = "Deconvolution";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! The padding before the output of one spatial dimension, and the output's size. Only for validated windows.
struct DeconvolutionExtent
{
    int64_t prePadding, output;
};
Result<DeconvolutionExtent> deconvolutionExtent(Window const& window, int32_t spatialDim, int64_t input);

//! fp32 on the CPU; weights that are given as fp32 stand for inputs 1 and 2.
Result<std::unique_ptr<graph::Kernel>> makeDeconvolutionCpu(DeconvolutionParams const& params,
    graph::ConstantData const& kernel, graph::ConstantData const& bias, bool biasInput,
    graph::KernelRequest const& request);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makeDeconvolutionCuda(
    DeconvolutionParams const& params, bool biasInput, graph::KernelRequest const& request);

} // namespace tenon::ops
