#include "ops/activation/activation.h"

#include "ops/activation/activation_cpu.h"
#include "ops/common/channels_last.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using base::DataType;
using nvinfer1::ActivationType;

std::string_view name(ActivationType type)
{
    switch (type)
    {
    case ActivationType::kRELU: return "kRELU";
    case ActivationType::kSIGMOID: return "kSIGMOID";
    case ActivationType::kTANH: return "kTANH";
    case ActivationType::kLEAKY_RELU: return "kLEAKY_RELU";
    case ActivationType::kELU: return "kELU";
    case ActivationType::kSELU: return "kSELU";
    case ActivationType::kSOFTSIGN: return "kSOFTSIGN";
    case ActivationType::kSOFTPLUS: return "kSOFTPLUS";
    case ActivationType::kCLIP: return "kCLIP";
    case ActivationType::kHARD_SIGMOID: return "kHARD_SIGMOID";
    case ActivationType::kSCALED_TANH: return "kSCALED_TANH";
    case ActivationType::kTHRESHOLDED_RELU: return "kTHRESHOLDED_RELU";
    case ActivationType::kGELU_ERF: return "kGELU_ERF";
    case ActivationType::kGELU_TANH: return "kGELU_TANH";
    }
    return {};
}

graph::Result<std::vector<graph::ValueSpec>> ActivationOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    std::string_view const kind = ops::name(params.type);
    if (kind.empty())
    {
        return base::invalidArgument(
            "activation type: expected an ActivationType, found number {}", static_cast<int32_t>(params.type));
    }
    std::string const subject = fmt::format("input 0 of {}", kind);
    if (params.type == ActivationType::kRELU)
    {
        TENON_CHECK(expectType(subject, inputs[0].type,
            {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64}));
    }
    else
    {
        TENON_CHECK(expectType(subject, inputs[0].type, kFloatTypes));
    }
    graph::ValueSpec output{inputs[0].type, inputs[0].dims, std::nullopt};
    if (inputs[0].values)
    {
        output.values.emplace();
        for (graph::Dim const& value : *inputs[0].values)
        {
            output.values->push_back(graph::max(value, graph::constant(0)));
        }
    }
    return std::vector<graph::ValueSpec>{std::move(output)};
}

graph::Result<graph::CandidateList> ActivationOp::candidates(graph::CandidateQuery const& query)
{
    graph::CandidateList list = floatingCandidates(query, "cpu", "cuda");
    addChannelsLast(*this, list, 1U, 1U);
    return list;
}

graph::Result<std::unique_ptr<graph::Kernel>> ActivationOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeActivationCuda(params, request));
    return makeActivationCpu(params, request.candidate.inputs[0].type, request.candidate.outputs[0].type);
}

} // namespace tenon::ops
