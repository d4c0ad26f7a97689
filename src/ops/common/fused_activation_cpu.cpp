#include "ops/common/fused_activation_cpu.h"

namespace tenon::ops
{

using devices::onednn::Eltwise;
using dnnl::algorithm;
using nvinfer1::ActivationType;

base::Result<std::vector<Eltwise>> epilogueOf(FusedActivation const& activation)
{
    using List = std::vector<Eltwise>;
    float const alpha = activation.alpha;
    float const beta = activation.beta;
    if (activation.none())
    {
        return List{};
    }
    if (activation.kind == FusedActivation::Kind::kSWISH)
    {
        return List{{algorithm::eltwise_swish, alpha, 0.0F}};
    }
    switch (static_cast<ActivationType>(activation.kind))
    {
    case ActivationType::kRELU: return List{{algorithm::eltwise_relu, 0.0F, 0.0F}};
    case ActivationType::kLEAKY_RELU: return List{{algorithm::eltwise_relu, alpha, 0.0F}};
    case ActivationType::kSIGMOID: return List{{algorithm::eltwise_logistic, 0.0F, 0.0F}};
    case ActivationType::kTANH: return List{{algorithm::eltwise_tanh, 0.0F, 0.0F}};
    case ActivationType::kCLIP: return List{{algorithm::eltwise_clip, alpha, beta}};
    case ActivationType::kELU: return List{{algorithm::eltwise_elu, alpha, 0.0F}};
    case ActivationType::kSELU:
        return List{{algorithm::eltwise_elu, alpha, 0.0F}, {algorithm::eltwise_linear, beta, 0.0F}};
    case ActivationType::kHARD_SIGMOID:
        return List{{algorithm::eltwise_linear, alpha, beta}, {algorithm::eltwise_clip, 0.0F, 1.0F}};
    case ActivationType::kGELU_ERF: return List{{algorithm::eltwise_gelu_erf, 0.0F, 0.0F}};
    case ActivationType::kGELU_TANH: return List{{algorithm::eltwise_gelu_tanh, 0.0F, 0.0F}};
    default: break;
    }
    return base::invalidArgument(
        "fused activation: expected one that can be fused, found number {}", static_cast<int32_t>(activation.kind));
}

} // namespace tenon::ops
