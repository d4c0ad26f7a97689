// Relu, LeakyRelu, Sigmoid, Tanh, Elu, Selu, Softplus, Softsign, HardSigmoid, ThresholdedRelu: one Activation layer each; Gelu, Clip.
#include "onnx/ops/compose.h"

#include <algorithm>
#include <limits>
#include <optional>

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
    float alpha, beta;                //!< ONNX's defaults, or what makes the layer the operation
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

//! A bound of Clip: attribute up to opset 10, input from 11 on. Null where there is none.
Result<ITensor*> clipBound(Importer& importer, Node const& node, std::span<Value const> inputs, size_t index,
    char const* attribute, ITensor const& x)
{
    if (node.opset() < 11)
    {
        TENON_ASSIGN(float const bound, node.number(attribute, 0.0F));
        return node.attribute(attribute) == nullptr ? Result<ITensor*>(nullptr) : numberLike(importer, x, bound);
    }
    return index >= inputs.size() || !inputs[index] ? Result<ITensor*>(nullptr) : importer.tensor(inputs[index]);
}

//! The bound as a number where a Clip activation can take it: fp32 data, and bounds that the model says.
Result<std::optional<float>> fixedBound(
    Node const& node, std::span<Value const> inputs, size_t index, char const* attribute, float otherwise)
{
    if (node.opset() < 11)
    {
        TENON_ASSIGN(float const bound, node.number(attribute, otherwise));
        return std::optional(bound);
    }
    if (index >= inputs.size() || !inputs[index])
    {
        return std::optional(otherwise);
    }
    if (!inputs[index].isConstant())
    {
        return std::optional<float>();
    }
    TENON_ASSIGN(auto const values, floatsOf(*inputs[index].constant));
    if (values.size() != 1)
    {
        return invalidArgument("input {} ({}): expected a scalar, found {} values", index, attribute, values.size());
    }
    return std::optional(values[0]);
}

} // namespace

Result<std::vector<Value>> importActivation(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    Kind const& kind =
        *std::find_if(std::begin(kKinds), std::end(kKinds), [&](Kind const& each) { return each.op == node.op(); });
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
    DataType const type = input->getType();
    if (type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kBF16)
    {
        TENON_ASSIGN(auto const low, fixedBound(node, inputs, 1, "min", std::numeric_limits<float>::lowest()));
        TENON_ASSIGN(auto const high, fixedBound(node, inputs, 2, "max", std::numeric_limits<float>::max()));
        if (low && high)
        {
            TENON_ASSIGN(ITensor* const y, activation(importer, *input, ActivationType::kCLIP, *low, *high));
            return valuesOf(y);
        }
    }
    ITensor* result = input;
    TENON_ASSIGN(ITensor* const low, clipBound(importer, node, inputs, 1, "min", *input));
    if (low != nullptr)
    {
        TENON_ASSIGN(result, elementWise(importer, *result, *low, ElementWiseOperation::kMAX));
    }
    TENON_ASSIGN(ITensor* const high, clipBound(importer, node, inputs, 2, "max", *input));
    if (high != nullptr)
    {
        TENON_ASSIGN(result, elementWise(importer, *result, *high, ElementWiseOperation::kMIN));
    }
    return result == input ? importer.result(importer.network().addIdentity(*input))
                           : Result<std::vector<Value>>(valuesOf(result));
}

} // namespace tenon::onnx
