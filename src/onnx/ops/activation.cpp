// Relu, LeakyRelu, Sigmoid, Tanh, Elu, Selu, Softplus, Softsign, HardSigmoid, ThresholdedRelu: one Activation layer each; Gelu, Clip.
#include "onnx/importer.h"

#include <algorithm>
#include <limits>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::ActivationType;

namespace
{

struct Kind
{
    std::string_view op;
    ActivationType type;
    float alpha, beta;     //!< ONNX's defaults, or what makes the layer the operation
    char const *alphaName, *betaName; //!< attributes; null where there is none
};

constexpr Kind kKinds[]{
    {"Elu", ActivationType::kELU, 1.0F, 0.0F, "alpha", nullptr},
    {"HardSigmoid", ActivationType::kHARD_SIGMOID, 0.2F, 0.5F, "alpha", "beta"},
    {"LeakyRelu", ActivationType::kLEAKY_RELU, 0.01F, 0.0F, "alpha", nullptr},
    {"Relu", ActivationType::kRELU, 0.0F, 0.0F, nullptr, nullptr},
    // ONNX: gamma * (alpha * exp(x) - alpha); the layer's beta is gamma.
    {"Selu", ActivationType::kSELU, 1.67326319217681884765625F, 1.05070102214813232421875F, "alpha", "gamma"},
    {"Sigmoid", ActivationType::kSIGMOID, 0.0F, 0.0F, nullptr, nullptr},
    // The layer: alpha * log(exp(beta * x) + 1).
    {"Softplus", ActivationType::kSOFTPLUS, 1.0F, 1.0F, nullptr, nullptr},
    {"Softsign", ActivationType::kSOFTSIGN, 0.0F, 0.0F, nullptr, nullptr},
    {"Tanh", ActivationType::kTANH, 0.0F, 0.0F, nullptr, nullptr},
    {"ThresholdedRelu", ActivationType::kTHRESHOLDED_RELU, 1.0F, 0.0F, "alpha", nullptr},
};

//! A bound of Clip: attribute up to opset 10, input from 11 on.
Result<float> clipBound(Node const& node, std::span<Value const> inputs, size_t index, char const* attribute, float otherwise)
{
    if (node.opset() < 11)
    {
        return node.number(attribute, otherwise);
    }
    if (index >= inputs.size() || !inputs[index])
    {
        return otherwise;
    }
    if (!inputs[index].isConstant())
    {
        return base::notImplemented("Clip with a {} that is computed at run time", attribute);
    }
    TENON_ASSIGN(auto const values, floatsOf(*inputs[index].constant));
    if (values.size() != 1)
    {
        return invalidArgument("input {} ({}): expected a scalar, found {} values", index, attribute, values.size());
    }
    return values[0];
}

} // namespace

Result<std::vector<Value>> importActivation(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    Kind const& kind = *std::find_if(std::begin(kKinds), std::end(kKinds), [&](Kind const& each) { return each.op == node.op(); });
    float alpha = kind.alpha;
    float beta = kind.beta;
    if (kind.alphaName != nullptr)
    {
        TENON_ASSIGN(alpha, node.number(kind.alphaName, alpha));
    }
    if (kind.betaName != nullptr)
    {
        TENON_ASSIGN(beta, node.number(kind.betaName, beta));
    }
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addActivation(*input, kind.type)));
    layer->setAlpha(alpha);
    layer->setBeta(beta);
    return importer.result(layer);
}

Result<std::vector<Value>> importGelu(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    TENON_ASSIGN(std::string const approximate, node.text("approximate", "none"));
    if (approximate != "none" && approximate != "tanh")
    {
        return invalidArgument("attribute \"approximate\": expected none or tanh, found \"{}\"", approximate);
    }
    auto const type = approximate == "tanh" ? ActivationType::kGELU_TANH : ActivationType::kGELU_ERF;
    return importer.result(importer.network().addActivation(*input, type));
}

Result<std::vector<Value>> importClip(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 3));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    TENON_ASSIGN(float const low, clipBound(node, inputs, 1, "min", std::numeric_limits<float>::lowest()));
    TENON_ASSIGN(float const high, clipBound(node, inputs, 2, "max", std::numeric_limits<float>::max()));
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addActivation(*input, ActivationType::kCLIP)));
    layer->setAlpha(low);
    layer->setBeta(high);
    return importer.result(layer);
}

} // namespace tenon::onnx
