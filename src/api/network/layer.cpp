#include "api/network/layer.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

using nvinfer1::DataType;

Layer::Layer(NetworkDefinition& network, graph::Op& op, nvinfer1::LayerType type)
    : network_(&network)
    , op_(&op)
    , type_(type)
{
}

base::Log Layer::callLog() const noexcept
{
    return network_->log();
}

base::Log Layer::log() const noexcept
{
    return network_->log();
}

Coordinates Layer::coordinates() const
{
    return network_->coordinates();
}

void Layer::changed() const
{
    network_->graph().invalidate(*op_);
}

int32_t Layer::inputLimit() const noexcept
{
    return static_cast<int32_t>(op_->inputs.size());
}

void Layer::setName(char const* name) noexcept
{
    perform(callLog(), "ILayer::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the layer", name));
        op_->name = name;
        return {};
    });
}

char const* Layer::getName() const noexcept
{
    return op_->name.c_str();
}

int32_t Layer::getNbInputs() const noexcept
{
    return static_cast<int32_t>(op_->inputs.size());
}

Status Layer::checkOperand(char const* what, int32_t index, int32_t count) const
{
    bool const fits = index >= 0 && index < count;
    return fits ? Status() : checkIndex(fmt::format("{} of {}", what, op_->label()), index, count);
}

nvinfer1::ITensor* Layer::getInput(int32_t index) const noexcept
{
    return valueOr<nvinfer1::ITensor*>(callLog(), "ILayer::getInput", nullptr, [&]() -> Result<nvinfer1::ITensor*> {
        TENON_CHECK(checkOperand("input", index, getNbInputs()));
        graph::Tensor* const tensor = op_->inputs[static_cast<size_t>(index)];
        return tensor == nullptr ? nullptr : network_->faceOf(*tensor);
    });
}

int32_t Layer::getNbOutputs() const noexcept
{
    return static_cast<int32_t>(op_->outputs.size());
}

nvinfer1::ITensor* Layer::getOutput(int32_t index) const noexcept
{
    return valueOr<nvinfer1::ITensor*>(callLog(), "ILayer::getOutput", nullptr, [&]() -> Result<nvinfer1::ITensor*> {
        TENON_CHECK(checkOperand("output", index, getNbOutputs()));
        return network_->faceOf(*op_->outputs[static_cast<size_t>(index)]);
    });
}

void Layer::setInput(int32_t index, nvinfer1::ITensor& tensor) noexcept
{
    perform(callLog(), "ILayer::setInput", [&]() -> Status {
        TENON_CHECK(checkOperand("input", index, inputLimit()));
        TENON_ASSIGN(graph::Tensor * value, network_->valueOf(tensor));
        network_->graph().setInput(*op_, static_cast<size_t>(index), value);
        if (wantsShapeTensor(index))
        {
            // Where that cannot be, the layer says so when its output is asked for.
            static_cast<void>(network_->makeShapeTensor(*value));
        }
        return inputChanged();
    });
}

Status Layer::refuseWhenStronglyTyped(std::string_view what) const
{
    if (network_->graph().stronglyTyped)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "{}: expected no {} in a strongly typed network, found one; add a cast layer instead", op_->label(), what);
    }
    return {};
}

void Layer::setPrecision(DataType type) noexcept
{
    perform(callLog(), "ILayer::setPrecision", [&]() -> Status {
        TENON_CHECK(checkKnown("precision of the layer", type));
        TENON_CHECK(refuseWhenStronglyTyped("precision"));
        op_->requestedPrecision = type;
        return {};
    });
}

DataType Layer::getPrecision() const noexcept
{
    return op_->requestedPrecision.value_or(DataType::kFLOAT);
}

bool Layer::precisionIsSet() const noexcept
{
    return op_->requestedPrecision.has_value();
}

void Layer::resetPrecision() noexcept
{
    op_->requestedPrecision.reset();
}

void Layer::setOutputType(int32_t index, DataType type) noexcept
{
    set("ILayer::setOutputType", [&]() -> Status {
        TENON_CHECK(checkOperand("output", index, getNbOutputs()));
        TENON_CHECK(checkKnown("type of the output", type));
        TENON_CHECK(refuseWhenStronglyTyped("output type"));
        op_->requestedOutputTypes[static_cast<size_t>(index)] = type;
        return {};
    });
}

DataType Layer::getOutputType(int32_t index) const noexcept
{
    return valueOr<DataType>(callLog(), "ILayer::getOutputType", DataType::kFLOAT, [&]() -> Result<DataType> {
        TENON_CHECK(checkOperand("output", index, getNbOutputs()));
        graph::Tensor& output = *op_->outputs[static_cast<size_t>(index)];
        TENON_CHECK(network_->graph().infer(output));
        return output.type;
    });
}

bool Layer::outputTypeIsSet(int32_t index) const noexcept
{
    return succeeds(callLog(), "ILayer::outputTypeIsSet", [&] { return checkOperand("output", index, getNbOutputs()); })
        && op_->requestedOutputTypes[static_cast<size_t>(index)].has_value();
}

void Layer::resetOutputType(int32_t index) noexcept
{
    set("ILayer::resetOutputType", [&]() -> Status {
        TENON_CHECK(checkOperand("output", index, getNbOutputs()));
        op_->requestedOutputTypes[static_cast<size_t>(index)].reset();
        return {};
    });
}

void Layer::setMetadata(char const* metadata) noexcept
{
    perform(callLog(), "ILayer::setMetadata", [&]() -> Status {
        TENON_CHECK(checkText("metadata of the layer", metadata));
        metadata_ = metadata;
        return {};
    });
}

} // namespace tenon::api
