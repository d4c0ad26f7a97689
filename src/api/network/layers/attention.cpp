#include "api/network/layers/attention.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IAttention* NetworkDefinition::addAttention(nvinfer1::ITensor& query, nvinfer1::ITensor& key,
    nvinfer1::ITensor& value, nvinfer1::AttentionNormalizationOp normOp, bool causal) noexcept
{
    return add<nvinfer1::IAttention>("INetworkDefinition::addAttention", [&]() -> Result<nvinfer1::IAttention*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addAttention in networks with an implicit batch");
        }
        TENON_ASSIGN(graph::Tensor * queries, valueOf(query));
        TENON_ASSIGN(graph::Tensor * keys, valueOf(key));
        TENON_ASSIGN(graph::Tensor * values, valueOf(value));
        TENON_CHECK(checkEnumerator("normalization operation", normOp));
        auto& input = addLayer<AttentionInputLayer>(std::make_unique<ops::AttentionInputOp>(), {queries, keys, values},
            nvinfer1::LayerType::kATTENTION_INPUT, "AttentionInput");
        auto op = std::make_unique<ops::AttentionOutputOp>();
        op->params.normalization = normOp;
        op->params.causal = causal;
        std::vector<graph::Tensor*> passed;
        for (int32_t i = 0; i < 3; ++i)
        {
            TENON_ASSIGN(graph::Tensor * tensor, valueOf(*input.Layer::getOutput(i)));
            passed.push_back(tensor);
        }
        auto& output = addLayer<AttentionOutputLayer>(
            std::move(op), std::move(passed), nvinfer1::LayerType::kATTENTION_OUTPUT, "AttentionOutput");
        attentions_.push_back(std::make_unique<Attention>(*this, input, output));
        input.place(*attentions_.back());
        output.place(*attentions_.back());
        return attentions_.back().get();
    });
}

nvinfer1::IAttention* AttentionBoundary::getAttention() const noexcept
{
    return attention_;
}

base::Log Attention::callLog() const noexcept
{
    return network_.log();
}

bool Attention::setNormalizationOperation(nvinfer1::AttentionNormalizationOp operation) noexcept
{
    return succeeds(callLog(), "IAttention::setNormalizationOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("normalization operation", operation));
        output_.parameters().normalization = operation;
        return {};
    });
}

nvinfer1::AttentionNormalizationOp Attention::getNormalizationOperation() const noexcept
{
    return output_.parameters().normalization;
}

bool Attention::setMask(nvinfer1::ITensor& mask) noexcept
{
    return succeeds(callLog(), "IAttention::setMask", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * tensor, network_.valueOf(mask));
        if (output_.parameters().causal)
        {
            return base::invalidArgument(
                "mask of the attention: expected none, since it is causal, found \"{}\"; setCausal(false) first",
                tensor->name);
        }
        network_.graph().setInput(output_.operation(), ops::AttentionOutputOp::kMask, tensor);
        return {};
    });
}

nvinfer1::ITensor* Attention::getMask() const noexcept
{
    std::vector<graph::Tensor*> const& inputs = output_.operation().inputs;
    graph::Tensor* const mask =
        inputs.size() > ops::AttentionOutputOp::kMask ? inputs[ops::AttentionOutputOp::kMask] : nullptr;
    return mask == nullptr ? nullptr : network_.faceOf(*mask);
}

bool Attention::setCausal(bool causal) noexcept
{
    return succeeds(callLog(), "IAttention::setCausal", [&]() -> Status {
        if (causal && getMask() != nullptr)
        {
            return base::invalidArgument("causal attention: expected no mask, found \"{}\"", getMask()->getName());
        }
        output_.parameters().causal = causal;
        network_.graph().invalidate(output_.operation());
        return {};
    });
}

bool Attention::setNormalizationQuantizeScale(nvinfer1::ITensor& tensor) noexcept
{
    return succeeds(callLog(), "IAttention::setNormalizationQuantizeScale", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * scale, network_.valueOf(tensor));
        network_.graph().setInput(output_.operation(), ops::AttentionOutputOp::kScale, scale);
        return {};
    });
}

nvinfer1::ITensor* Attention::getNormalizationQuantizeScale() const noexcept
{
    std::vector<graph::Tensor*> const& inputs = output_.operation().inputs;
    graph::Tensor* const scale =
        inputs.size() > ops::AttentionOutputOp::kScale ? inputs[ops::AttentionOutputOp::kScale] : nullptr;
    return scale == nullptr ? nullptr : network_.faceOf(*scale);
}

bool Attention::setNormalizationQuantizeToType(nvinfer1::DataType type) noexcept
{
    return succeeds(callLog(), "IAttention::setNormalizationQuantizeToType", [&]() -> Status {
        TENON_CHECK(checkKnown("type of quantized weights", type));
        if (type == nvinfer1::DataType::kFP8)
        {
            return base::notImplemented(
                "IAttention::setNormalizationQuantizeToType: weights of an attention in fp8; int8 is served");
        }
        if (type != nvinfer1::DataType::kINT8)
        {
            return base::invalidArgument(
                "type of quantized weights of the attention: expected int8, found {}", base::name(type));
        }
        output_.parameters().quantizesTo = type;
        network_.graph().invalidate(output_.operation());
        return {};
    });
}

nvinfer1::DataType Attention::getNormalizationQuantizeToType() const noexcept
{
    return output_.parameters().quantizesTo.value_or(nvinfer1::DataType::kFLOAT);
}

bool Attention::setDecomposable(bool decomposable) noexcept
{
    output_.parameters().decomposable = decomposable;
    return true;
}

bool Attention::setInput(int32_t index, nvinfer1::ITensor& input) noexcept
{
    if (index == static_cast<int32_t>(ops::AttentionOutputOp::kMask))
    {
        return setMask(input);
    }
    return succeeds(callLog(), "IAttention::setInput", [&]() -> Status {
        TENON_CHECK(checkIndex("input of the attention", index, 4));
        TENON_CHECK(network_.valueOf(input));
        input_.Layer::setInput(index, input);
        return {};
    });
}

int32_t Attention::getNbInputs() const noexcept
{
    return getMask() == nullptr ? 3 : 4;
}

nvinfer1::ITensor* Attention::getInput(int32_t index) const noexcept
{
    return index == static_cast<int32_t>(ops::AttentionOutputOp::kMask) && getMask() != nullptr
        ? getMask()
        : input_.Layer::getInput(index);
}

bool Attention::setName(char const* name) noexcept
{
    return succeeds(callLog(), "IAttention::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the attention", name));
        name_ = name;
        output_.operation().name = name_;
        return {};
    });
}

bool Attention::setMetadata(char const* metadata) noexcept
{
    return succeeds(callLog(), "IAttention::setMetadata", [&]() -> Status {
        TENON_CHECK(checkText("metadata of the attention", metadata));
        metadata_ = metadata;
        return {};
    });
}

} // namespace tenon::api
