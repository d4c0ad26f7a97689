// Fully connected layer, as nvinfer1::IFullyConnectedLayer of releases 7 and 8.
//
//     input 0   [outer…, channels, height, width]: the last three dimensions are the features of one sample. Dims are complete: an
//               implicit batch is one of the outer dimensions, so that there are at least four.
//     output 0  [outer…, output channels, 1, 1]
#pragma once

#include "graph/op.h"
#include "ops/common/fused_activation.h"

namespace tenon::ops
{

using base::Dims;
using base::Result;
using base::Status;

struct FullyConnectedParams
{
    int64_t outputChannels{0};
    graph::ConstantData kernel; //!< row-major [output channels, features]; fp32, fp16 or bf16
    graph::ConstantData bias;
    FusedActivation activation;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("outputChannels", outputChannels);
        visitor("kernel", kernel);
        visitor("bias", bias);
        activation.visit(visitor);
    }
};

class FullyConnectedOp final : public graph::BuiltinOp<FullyConnectedOp, FullyConnectedParams>
{
public:
    static constexpr std::string_view kKind = "FullyConnected";

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! The checks that inference and kernel making share.
Status expectOutputChannels(FullyConnectedParams const& params);
Status expectFullyConnectedWeights(FullyConnectedParams const& params, int64_t features);

//! fp32 on the CPU.
Result<std::unique_ptr<graph::Kernel>> makeFullyConnectedCpu(
    FullyConnectedParams const& params, graph::KernelRequest const& request);

//! For CUDA; only in builds with it.
Result<std::unique_ptr<graph::Kernel>> makeFullyConnectedCuda(
    FullyConnectedParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
