#include "api/network/layers/mixture_of_experts.h"

#include "api/network/network_definition.h"

#include <cmath>

namespace tenon::api
{

using nvinfer1::ITensor;
using nvinfer1::MoEActType;
using ops::MixtureOfExpertsOp;

nvinfer1::IMoELayer* NetworkDefinition::addMoE(
    ITensor& hiddenStates, ITensor& selectedExpertsForTokens, ITensor& scoresForSelectedExperts) noexcept
{
    return add<nvinfer1::IMoELayer>("INetworkDefinition::addMoE", [&]() -> Result<nvinfer1::IMoELayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addMoE in networks with an implicit batch");
        }
        TENON_ASSIGN(graph::Tensor * hidden, valueOf(hiddenStates));
        TENON_ASSIGN(graph::Tensor * selected, valueOf(selectedExpertsForTokens));
        TENON_ASSIGN(graph::Tensor * scores, valueOf(scoresForSelectedExperts));
        return &addLayer<MixtureOfExpertsLayer>(std::make_unique<MixtureOfExpertsOp>(), {hidden, selected, scores},
            nvinfer1::LayerType::kMOE, "MixtureOfExperts");
    });
}

void MixtureOfExpertsLayer::setInputs(
    char const* method, size_t first, std::initializer_list<ITensor*> tensors, std::optional<MoEActType> activation)
{
    set(method, [&]() -> Status {
        TENON_CHECK(activation ? checkEnumerator("activation of the experts", *activation) : Status());
        std::vector<graph::Tensor*> values;
        for (ITensor* const tensor : tensors)
        {
            TENON_ASSIGN(graph::Tensor * value, network().valueOf(*tensor));
            values.push_back(value);
        }
        for (size_t i = 0; i < values.size(); ++i)
        {
            network().graph().setInput(op(), first + i, values[i]);
        }
        params().activation = activation.value_or(params().activation);
        return {};
    });
}

void MixtureOfExpertsLayer::setGatedWeights(
    ITensor& fcGateWeights, ITensor& fcUpWeights, ITensor& fcDownWeights, MoEActType activationType) noexcept
{
    setInputs("IMoELayer::setGatedWeights", MixtureOfExpertsOp::kGateWeights,
        {&fcGateWeights, &fcUpWeights, &fcDownWeights}, activationType);
}

void MixtureOfExpertsLayer::setGatedBiases(ITensor& fcGateBiases, ITensor& fcUpBiases, ITensor& fcDownBiases) noexcept
{
    setInputs("IMoELayer::setGatedBiases", MixtureOfExpertsOp::kGateBiases, {&fcGateBiases, &fcUpBiases, &fcDownBiases},
        std::nullopt);
}

void MixtureOfExpertsLayer::setActivationType(MoEActType activationType) noexcept
{
    set("IMoELayer::setActivationType", [&]() -> Status {
        TENON_CHECK(checkEnumerator("activation of the experts", activationType));
        params().activation = activationType;
        return {};
    });
}

void MixtureOfExpertsLayer::setSwiglu(char const* method, float limit, float alpha, float beta)
{
    set(method, [&]() -> Status {
        if (!(limit > 0.0F) || !std::isfinite(alpha) || !std::isfinite(beta))
        {
            return base::invalidArgument(
                "parameters of the gated unit: expected a limit over 0 (infinity for none), and a finite alpha and beta, "
                "found {:g}, {:g} and {:g}",
                limit, alpha, beta);
        }
        params().limit = limit;
        params().alpha = alpha;
        params().beta = beta;
        return {};
    });
}

void MixtureOfExpertsLayer::setSwigluParams(float limit, float alpha, float beta) noexcept
{
    setSwiglu("IMoELayer::setSwigluParams", limit, alpha, beta);
}

void MixtureOfExpertsLayer::setSwigluParamLimit(float limit) noexcept
{
    setSwiglu("IMoELayer::setSwigluParamLimit", limit, params().alpha, params().beta);
}

void MixtureOfExpertsLayer::setSwigluParamAlpha(float alpha) noexcept
{
    setSwiglu("IMoELayer::setSwigluParamAlpha", params().limit, alpha, params().beta);
}

void MixtureOfExpertsLayer::setSwigluParamBeta(float beta) noexcept
{
    setSwiglu("IMoELayer::setSwigluParamBeta", params().limit, params().alpha, beta);
}

void MixtureOfExpertsLayer::refuseQuantization(char const* method)
{
    set(method, [&]() -> Status {
        return base::notImplemented(
            "{}: quantization inside of a mixture of experts, which is to fp8 or with scales of "
            "blocks; leave it out, the experts compute in floating types",
            method);
    });
}

void MixtureOfExpertsLayer::setQuantizationStatic(ITensor&, nvinfer1::DataType) noexcept
{
    refuseQuantization("IMoELayer::setQuantizationStatic");
}

void MixtureOfExpertsLayer::setQuantizationDynamicDblQ(
    ITensor&, nvinfer1::DataType, nvinfer1::Dims const&, nvinfer1::DataType) noexcept
{
    refuseQuantization("IMoELayer::setQuantizationDynamicDblQ");
}

void MixtureOfExpertsLayer::setQuantizationToType(nvinfer1::DataType) noexcept
{
    refuseQuantization("IMoELayer::setQuantizationToType");
}

void MixtureOfExpertsLayer::setQuantizationBlockShape(nvinfer1::Dims const&) noexcept
{
    refuseQuantization("IMoELayer::setQuantizationBlockShape");
}

void MixtureOfExpertsLayer::setDynQOutputScaleType(nvinfer1::DataType) noexcept
{
    refuseQuantization("IMoELayer::setDynQOutputScaleType");
}

} // namespace tenon::api
