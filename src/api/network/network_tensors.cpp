// Inputs and outputs of a network, and the public objects of its values.
#include "api/argument_checks.h"
#include "api/guard.h"
#include "api/network/network_definition.h"

#include <algorithm>

namespace tenon::api
{

using nvinfer1::DataType;
using nvinfer1::ITensor;

Tensor* NetworkDefinition::faceOf(graph::Tensor& value) const
{
    auto const place = static_cast<size_t>(value.id);
    if (place >= tensors_.size())
    {
        tensors_.resize(std::max(graph_.tensors().size(), place + 1));
    }
    std::unique_ptr<Tensor>& slot = tensors_[place];
    if (slot == nullptr)
    {
        slot = std::make_unique<Tensor>(const_cast<NetworkDefinition&>(*this), value);
    }
    return slot.get();
}

Result<graph::Tensor*> NetworkDefinition::valueOf(ITensor const& tensor) const
{
    auto const& face = static_cast<Tensor const&>(tensor);
    if (&face.network() != this)
    {
        return base::invalidArgument(
            "tensor \"{}\": expected one of network \"{}\", found one of another network (\"{}\")", face.getName(),
            getName(), face.network().getName());
    }
    return face.value();
}

Result<std::vector<graph::Tensor*>> NetworkDefinition::valuesOf(ITensor* const* tensors, int32_t count) const
{
    TENON_CHECK(checkAtLeast("number of inputs", count, 0));
    TENON_CHECK(count == 0 ? Status() : checkPointer("list of inputs", tensors));
    std::vector<graph::Tensor*> values;
    for (int32_t i = 0; i < count; ++i)
    {
        TENON_CHECK(checkPointer(fmt::format("input {}", i), tensors[i]));
        TENON_ASSIGN(graph::Tensor * value, valueOf(*tensors[i]));
        values.push_back(value);
    }
    return values;
}

int32_t NetworkDefinition::defaultAxis(graph::Tensor& tensor)
{
    int32_t const first = coordinates().hidden();
    if (!graph_.infer(tensor).ok())
    {
        return first;
    }
    return std::max(static_cast<int32_t>(tensor.dims.size()) - 3, first);
}

Status NetworkDefinition::checkInputType(std::string_view input, DataType type) const
{
    TENON_CHECK(checkKnown(fmt::format("type of input \"{}\"", input), type));
    switch (type)
    {
    case DataType::kFLOAT:
    case DataType::kHALF:
    case DataType::kBF16:
    case DataType::kINT8:
    case DataType::kINT32:
    case DataType::kINT64:
    case DataType::kUINT8:
    case DataType::kBOOL: return {};
    default: return base::notImplemented("input \"{}\": network inputs of type {}", input, base::name(type));
    }
}

Status NetworkDefinition::checkInputDims(std::string_view input, nvinfer1::Dims const& dimensions) const
{
    std::string const what = fmt::format("dimensions of input \"{}\"", input);
    if (!graph_.implicitBatch)
    {
        return checkDims(what, dimensions, -1);
    }
    TENON_CHECK(coordinates().toGraph(dimensions, -1).withNote("in {}", what));
    return checkDims(what, dimensions, 0)
        .withNote("the network has an implicit batch, so all other dimensions are fixed; open ones need "
                  "NetworkDefinitionCreationFlag::kEXPLICIT_BATCH");
}

ITensor* NetworkDefinition::addInput(char const* name, DataType type, nvinfer1::Dims const& dimensions) noexcept
{
    return valueOr<ITensor*>(callLog(), "INetworkDefinition::addInput", nullptr, [&]() -> Result<ITensor*> {
        TENON_CHECK(checkName("name of the network input", name));
        TENON_CHECK(checkInputType(name, type));
        TENON_CHECK(checkInputDims(name, dimensions));
        auto const& inputs = graph_.inputs();
        if (std::any_of(inputs.begin(), inputs.end(), [&](graph::Tensor const* input) { return input->name == name; }))
        {
            return base::invalidArgument(
                "input \"{}\": expected a name that no other input has, found one that has it", name);
        }
        TENON_ASSIGN(nvinfer1::Dims const graphDims, coordinates().toGraph(dimensions, -1));
        graph::Tensor& value = graph_.addInput(name, type, {});
        Tensor* const face = faceOf(value);
        face->placeSymbols(graphDims);
        return face;
    });
}

void NetworkDefinition::markOutput(ITensor& tensor) noexcept
{
    perform(callLog(), "INetworkDefinition::markOutput", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        graph_.markOutput(*value);
        return {};
    });
}

void NetworkDefinition::unmarkOutput(ITensor& tensor) noexcept
{
    perform(callLog(), "INetworkDefinition::unmarkOutput", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        graph_.unmarkOutput(*value);
        return {};
    });
}

bool NetworkDefinition::markOutputForShapes(ITensor& tensor) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::markOutputForShapes", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        if (!tensor.isShapeTensor())
        {
            return base::invalidArgument(
                "output for shapes: expected a shape tensor, found \"{}\", which is none; markOutput marks it",
                value->name);
        }
        if (value->isOutput)
        {
            return base::invalidArgument(
                "output for shapes: expected a tensor that is no output yet, found \"{}\"", value->name);
        }
        graph_.markOutput(*value);
        return {};
    });
}

bool NetworkDefinition::unmarkOutputForShapes(ITensor& tensor) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::unmarkOutputForShapes", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        if (!value->isOutput)
        {
            return base::invalidArgument("output for shapes: expected one that is marked, found \"{}\"", value->name);
        }
        graph_.unmarkOutput(*value);
        return {};
    });
}

bool NetworkDefinition::markDebug(ITensor& tensor) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::markDebug", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        if (value->isInput)
        {
            return base::notImplemented(
                "network input \"{}\" as a debug tensor; its value is the one that the program gives", value->name);
        }
        value->isDebug = true;
        return {};
    });
}

bool NetworkDefinition::unmarkDebug(ITensor& tensor) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::unmarkDebug", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        value->isDebug = false;
        return {};
    });
}

bool NetworkDefinition::markUnfusedTensorsAsDebugTensors() noexcept
{
    showsUnfused_ = true;
    return true;
}

bool NetworkDefinition::unmarkUnfusedTensorsAsDebugTensors() noexcept
{
    showsUnfused_ = false;
    return true;
}

bool NetworkDefinition::isDebugTensor(ITensor const& tensor) const noexcept
{
    auto const value = valueOf(tensor);
    return value.ok() && (*value)->isDebug;
}

void NetworkDefinition::removeTensor(ITensor& tensor) noexcept
{
    perform(callLog(), "INetworkDefinition::removeTensor", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * value, valueOf(tensor));
        if (value->producer != nullptr || !value->consumers.empty())
        {
            graph::Op const& user = value->producer != nullptr ? *value->producer : *value->consumers.front();
            return base::error(base::ErrorCode::kINVALID_STATE,
                "tensor \"{}\": expected one that no layer uses, found one that {} {}", value->name, user.label(),
                value->producer != nullptr ? "writes" : "reads");
        }
        std::unique_ptr<Tensor>& slot = tensors_[static_cast<size_t>(value->id)];
        slot->detach();
        removedTensors_.push_back(std::move(slot));
        graph_.removeTensor(*value);
        return {};
    });
}

ITensor* NetworkDefinition::getInput(int32_t index) const noexcept
{
    return valueOr<ITensor*>(callLog(), "INetworkDefinition::getInput", nullptr, [&]() -> Result<ITensor*> {
        TENON_CHECK(checkIndex("network input", index, getNbInputs()));
        return faceOf(*graph_.inputs()[static_cast<size_t>(index)]);
    });
}

ITensor* NetworkDefinition::getOutput(int32_t index) const noexcept
{
    return valueOr<ITensor*>(callLog(), "INetworkDefinition::getOutput", nullptr, [&]() -> Result<ITensor*> {
        TENON_CHECK(checkIndex("network output", index, getNbOutputs()));
        return faceOf(*graph_.outputs()[static_cast<size_t>(index)]);
    });
}

} // namespace tenon::api
