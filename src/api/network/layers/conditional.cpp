#include "api/network/layers/conditional.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IIfConditional* NetworkDefinition::addIfConditional() noexcept
{
    return add<nvinfer1::IIfConditional>(
        "INetworkDefinition::addIfConditional", [&]() -> Result<nvinfer1::IIfConditional*> {
            if (coordinates().hidden() != 0)
            {
                return base::notImplemented("INetworkDefinition::addIfConditional in networks with an implicit batch");
            }
            conditionals_.push_back(std::make_unique<IfConditional>(*this, static_cast<int32_t>(conditionals_.size())));
            return conditionals_.back().get();
        });
}

base::Log IfConditional::callLog() const noexcept
{
    return network_.log();
}

void IfConditional::setName(char const* name) noexcept
{
    perform(callLog(), "IIfConditional::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the conditional", name));
        name_ = name;
        return {};
    });
}

nvinfer1::IConditionLayer* IfConditional::setCondition(nvinfer1::ITensor& condition) noexcept
{
    return valueOr<nvinfer1::IConditionLayer*>(
        callLog(), "IIfConditional::setCondition", nullptr, [&]() -> Result<nvinfer1::IConditionLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(condition));
            if (condition_ != nullptr)
            {
                condition_->Layer::setInput(0, condition);
                return condition_;
            }
            auto op = std::make_unique<ops::ConditionOp>();
            op->params.conditional = number_;
            condition_ = &network_.addLayer<ConditionLayer>(
                std::move(op), {value}, nvinfer1::LayerType::kCONDITION, "Condition");
            condition_->place(*this);
            return condition_;
        });
}

nvinfer1::IIfConditionalInputLayer* IfConditional::addInput(nvinfer1::ITensor& input) noexcept
{
    return valueOr<nvinfer1::IIfConditionalInputLayer*>(
        callLog(), "IIfConditional::addInput", nullptr, [&]() -> Result<nvinfer1::IIfConditionalInputLayer*> {
            TENON_ASSIGN(graph::Tensor * value, network_.valueOf(input));
            auto op = std::make_unique<ops::ConditionalInputOp>();
            op->params.conditional = number_;
            auto& layer = network_.addLayer<ConditionalInputLayer>(
                std::move(op), {value}, nvinfer1::LayerType::kCONDITIONAL_INPUT, "ConditionalInput");
            layer.place(*this);
            return &layer;
        });
}

nvinfer1::IIfConditionalOutputLayer* IfConditional::addOutput(
    nvinfer1::ITensor& trueSubgraphOutput, nvinfer1::ITensor& falseSubgraphOutput) noexcept
{
    return valueOr<nvinfer1::IIfConditionalOutputLayer*>(
        callLog(), "IIfConditional::addOutput", nullptr, [&]() -> Result<nvinfer1::IIfConditionalOutputLayer*> {
            TENON_ASSIGN(graph::Tensor * whenTrue, network_.valueOf(trueSubgraphOutput));
            TENON_ASSIGN(graph::Tensor * whenFalse, network_.valueOf(falseSubgraphOutput));
            auto op = std::make_unique<ops::ConditionalOutputOp>();
            op->params.conditional = number_;
            auto& layer = network_.addLayer<ConditionalOutputLayer>(
                std::move(op), {whenTrue, whenFalse}, nvinfer1::LayerType::kCONDITIONAL_OUTPUT, "ConditionalOutput");
            layer.place(*this);
            return &layer;
        });
}

} // namespace tenon::api
