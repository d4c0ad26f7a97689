// Convolution over 1 to 3 spatial dimensions (a correlation: the kernel is not flipped), as nvinfer1::IConvolutionLayer.
//
//     input 0   data    [batch, channels, spatial…]
//     input 1   kernel  [output maps, channels / groups, kernel size…]; absent where params.kernel has the weights
//     input 2   bias    [output maps]; absent where params.bias has them, or there is none
//     input 3   addend  as the output; absent as a rule: a pass makes it of a sum behind the convolution (builder/passes/fuse_sums.cpp). It is
//                       added before the activation. On the CPU alone.
//     output 0          [batch, output maps, spatial…], sizes by ops/common/window.h
#pragma once

#include "graph/memory_reuse.h"
#include "graph/op.h"
#include "ops/common/fused_activation.h"
#include "ops/common/window.h"

namespace tenon::ops
{

struct ConvolutionParams
{
    int64_t outputMaps{0};
    int64_t groups{1};
    Dims kernelSize{}; //!< one entry a spatial dimension, as in the lists below; those may be empty: 1, 1, 0, 0
    Dims stride{};
    Dims dilation{};
    Dims prePadding{};
    Dims postPadding{};
    PaddingMode paddingMode{PaddingMode::kEXPLICIT_ROUND_DOWN};
    graph::ConstantData kernel; //!< row-major in the order of input 1; fp32, fp16 or bf16
    graph::ConstantData bias;
    FusedActivation activation;
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
        activation.visit(visitor);
    }
};

class ConvolutionOp final : public graph::BuiltinOp<ConvolutionOp, ConvolutionParams>, public graph::MemoryReuse
{
public:
    static constexpr std::string_view kKind = "Convolution";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    int32_t reusableInput(int32_t output) const override;
};

//! The addend's place among a convolution's inputs.
inline constexpr size_t kConvolutionAddend = 3;

//! Number of kernel weights for an input of so many channels. Only for a kernel size of at most 3 dimensions.
Result<int64_t> kernelCount(ConvolutionParams const& params, int64_t channels);

//! Which layouts a kernel computes in; the candidate's tactic.
enum class ConvolutionLayout : int64_t
{
    kPACKED = 0,   //!< the fastest for oneDNN, with reorders before and after
    kPLAIN = 1,    //!< that of the tensors; packed where oneDNN has but a slow kernel for it
    kWINOGRAD = 2, //!< as kPACKED by Winograd's minimal filtering where oneDNN has it (3x3 of stride 1), else as kPLAIN
};

//! Which optional inputs a convolution has, behind the kernel's.
struct ConvolutionInputs
{
    bool bias{false};
    bool addend{false};
};

//! fp32 on the CPU. `kernel` and `bias` stand in for params' weights; a kernel without values is input 1.
Result<std::unique_ptr<graph::Kernel>> makeConvolutionCpu(ConvolutionParams const& params,
    graph::ConstantData const& kernel, ConvolutionInputs const& optional, graph::KernelRequest const& request);

//! The candidate's tactic on CUDA.
enum class ConvolutionTactic : int64_t
{
    kFASTEST = 0,
    kLEAST_WORKSPACE = 1, //!< for users who limit it
};

//! For CUDA; only in builds with it. `kernelInput` and `biasInput` tell whether inputs 1 and 2 are connected.
Result<std::unique_ptr<graph::Kernel>> makeConvolutionCuda(
    ConvolutionParams const& params, bool kernelInput, bool biasInput, graph::KernelRequest const& request);

} // namespace tenon::ops
