#include "api/network/tensor.h"

#include "api/argument_checks.h"
#include "api/guard.h"
#include "api/network/network_definition.h"

#include <cmath>

namespace tenon::api
{

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::TensorLocation;

Tensor::Tensor(NetworkDefinition& network, graph::Tensor& value)
    : network_(&network)
    , value_(&value)
{
    mImpl = this;
}

base::Log Tensor::callLog() const noexcept
{
    return network_->log();
}

Result<graph::Tensor*> Tensor::value() const
{
    if (value_ == nullptr)
    {
        return base::invalidArgument(
            "tensor \"{}\": expected one that is in its network, found one that was removed", nameWhenRemoved_);
    }
    return value_;
}

void Tensor::detach()
{
    nameWhenRemoved_ = value_->name;
    value_ = nullptr;
}

void Tensor::setName(char const* name) noexcept
{
    perform(callLog(), "ITensor::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the tensor", name));
        TENON_ASSIGN(graph::Tensor * tensor, value());
        tensor->name = name;
        if (tensor->isInput)
        {
            // Open dimensions without a name of their own are called after the input.
            placeSymbols(graph::toDims(tensor->dims));
        }
        return {};
    });
}

char const* Tensor::getName() const noexcept
{
    return value_ == nullptr ? nameWhenRemoved_.c_str() : value_->name.c_str();
}

void Tensor::placeSymbols(Dims const& graphDims)
{
    Coordinates const coordinates = network_->coordinates();
    graph::Shape shape;
    for (int32_t i = 0; i < graphDims.nbDims; ++i)
    {
        int32_t const userDim = coordinates.axisToUser(i);
        if (userDim < 0)
        {
            shape.push_back(value_->broadcastAcrossBatch ? graph::constant(1) : network_->batchSymbol());
            continue;
        }
        if (graphDims.d[i] >= 0)
        {
            shape.push_back(graph::constant(graphDims.d[i]));
            continue;
        }
        auto const& names = value_->dimensionNames;
        bool const named = static_cast<size_t>(userDim) < names.size() && !names[userDim].empty();
        shape.push_back(graph::symbol(
            network_->graph().addSymbol(named ? names[userDim] : fmt::format("{}.d{}", value_->name, userDim))));
    }
    value_->dims = std::move(shape);
    network_->graph().invalidate(*value_);
}

void Tensor::setDimensions(Dims const& dimensions) noexcept
{
    perform(callLog(), "ITensor::setDimensions", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        if (!tensor->isInput)
        {
            return base::invalidArgument("tensor \"{}\": expected a network input, found the output of a layer, whose "
                                         "dimensions follow from the layer",
                tensor->name);
        }
        TENON_CHECK(network_->checkInputDims(tensor->name, dimensions));
        TENON_ASSIGN(Dims const graphDims, network_->coordinates().toGraph(dimensions, -1));
        placeSymbols(graphDims);
        return {};
    });
}

Dims Tensor::getDimensions() const noexcept
{
    return valueOr<Dims>(callLog(), "ITensor::getDimensions", Dims{-1, {}}, [&]() -> Result<Dims> {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        TENON_CHECK(network_->graph().infer(*tensor));
        return network_->coordinates().toUser(graph::toDims(tensor->dims));
    });
}

void Tensor::setType(DataType type) noexcept
{
    perform(callLog(), "ITensor::setType", [&]() -> Status {
        TENON_CHECK(checkKnown("type of the tensor", type));
        TENON_ASSIGN(graph::Tensor * tensor, value());
        if (tensor->isInput)
        {
            TENON_CHECK(network_->checkInputType(tensor->name, type));
            tensor->type = type;
            network_->graph().invalidate(*tensor);
            return {};
        }
        if (tensor->producer == nullptr)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected a network input or a layer's output, found a constant", tensor->name);
        }
        if (network_->graph().stronglyTyped)
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "tensor \"{}\": expected its type to follow from its layer in a strongly typed network, found a "
                "request for {}; add a "
                "cast layer",
                tensor->name, base::name(type));
        }
        tensor->producer->requestedOutputTypes[tensor->producerOutput] = type;
        network_->graph().invalidate(*tensor);
        return {};
    });
}

DataType Tensor::getType() const noexcept
{
    return valueOr<DataType>(callLog(), "ITensor::getType", DataType::kFLOAT, [&]() -> Result<DataType> {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        TENON_CHECK(network_->graph().infer(*tensor));
        return tensor->type;
    });
}

bool Tensor::setDynamicRange(float min, float max) noexcept
{
    return succeeds(callLog(), "ITensor::setDynamicRange", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        if (!std::isfinite(min) || !std::isfinite(max) || min > max)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected a finite dynamic range with min <= max, found {:g} to {:g}", tensor->name, min,
                max);
        }
        tensor->dynamicRange = {min, max};
        return {};
    });
}

bool Tensor::dynamicRangeIsSet() const noexcept
{
    return value_ != nullptr && value_->dynamicRange.has_value();
}

void Tensor::resetDynamicRange() noexcept
{
    if (value_ != nullptr)
    {
        value_->dynamicRange.reset();
    }
}

float Tensor::getDynamicRangeMin() const noexcept
{
    return dynamicRangeIsSet() ? value_->dynamicRange->first : std::nanf("");
}

float Tensor::getDynamicRangeMax() const noexcept
{
    return dynamicRangeIsSet() ? value_->dynamicRange->second : std::nanf("");
}

bool Tensor::isNetworkInput() const noexcept
{
    return value_ != nullptr && value_->isInput;
}

bool Tensor::isNetworkOutput() const noexcept
{
    return value_ != nullptr && value_->isOutput;
}

void Tensor::setBroadcastAcrossBatch(bool broadcastAcrossBatch) noexcept
{
    perform(callLog(), "ITensor::setBroadcastAcrossBatch", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        // In an explicit-batch network there is nothing to broadcast across; outputs of layers follow from their
        // layers.
        if (network_->coordinates().hidden() == 0 || !tensor->isInput)
        {
            return {};
        }
        tensor->broadcastAcrossBatch = broadcastAcrossBatch;
        placeSymbols(graph::toDims(tensor->dims));
        return {};
    });
}

bool Tensor::getBroadcastAcrossBatch() const noexcept
{
    if (value_ == nullptr || network_->coordinates().hidden() == 0)
    {
        return false;
    }
    // Of outputs of layers it follows from their layers; a layer that cannot say is reported where its output is asked for.
    return value_->isInput
        ? value_->broadcastAcrossBatch
        : network_->graph().infer(*value_).ok() && !value_->dims.empty() && value_->dims[0]->isConstant();
}

TensorLocation Tensor::getLocation() const noexcept
{
    return value_ != nullptr && value_->onHost ? TensorLocation::kHOST : TensorLocation::kDEVICE;
}

void Tensor::setLocation(TensorLocation location) noexcept
{
    perform(callLog(), "ITensor::setLocation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("location of the tensor", location));
        TENON_ASSIGN(graph::Tensor * tensor, value());
        tensor->onHost = location == TensorLocation::kHOST;
        return {};
    });
}

void Tensor::setAllowedFormats(nvinfer1::TensorFormats formats) noexcept
{
    perform(callLog(), "ITensor::setAllowedFormats", [&]() -> Status {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        constexpr uint32_t kKnown = (1U << nvinfer1::EnumMax<nvinfer1::TensorFormat>()) - 1;
        if (formats == 0 || (formats & ~kKnown) != 0)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected formats from bits of 0x{:x}, at least one, found 0x{:x}", tensor->name, kKnown,
                formats);
        }
        for (nvinfer1::TensorFormat const format :
            {nvinfer1::TensorFormat::kDLA_LINEAR, nvinfer1::TensorFormat::kDLA_HWC4})
        {
            if ((formats & (1U << static_cast<uint32_t>(format))) != 0)
            {
                return base::Error(base::checkFormat(format, tensor->type, base::kMaxDims).error())
                    .withNote(fmt::format("for tensor \"{}\"", tensor->name));
            }
        }
        tensor->allowedFormats = formats;
        return {};
    });
}

nvinfer1::TensorFormats Tensor::getAllowedFormats() const noexcept
{
    return value_ == nullptr ? 0 : value_->allowedFormats;
}

bool Tensor::isShapeTensor() const noexcept
{
    return valueOr<bool>(callLog(), "ITensor::isShapeTensor", false, [&]() -> Result<bool> {
        TENON_ASSIGN(graph::Tensor * tensor, value());
        TENON_CHECK(network_->graph().infer(*tensor));
        bool const integral = tensor->type == DataType::kINT32 || tensor->type == DataType::kINT64;
        return integral && tensor->dims.size() <= 1 && tensor->values.has_value();
    });
}

bool Tensor::isExecutionTensor() const noexcept
{
    return value_ != nullptr;
}

void Tensor::setDimensionName(int32_t index, char const* name) noexcept
{
    perform(callLog(), "ITensor::setDimensionName", [&]() -> Status {
        TENON_CHECK(checkText("name of the dimension", name));
        TENON_ASSIGN(graph::Tensor * tensor, value());
        if (!tensor->isInput)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected a network input, found another tensor; only inputs' dimensions have names",
                tensor->name);
        }
        int64_t const rank = static_cast<int64_t>(tensor->dims.size()) - network_->coordinates().hidden();
        TENON_CHECK(checkIndex(fmt::format("dimension of input \"{}\"", tensor->name), index, rank));
        tensor->dimensionNames.resize(static_cast<size_t>(rank));
        tensor->dimensionNames[static_cast<size_t>(index)] = name;
        placeSymbols(graph::toDims(tensor->dims));
        return {};
    });
}

char const* Tensor::getDimensionName(int32_t index) const noexcept
{
    if (value_ == nullptr || index < 0 || static_cast<size_t>(index) >= value_->dimensionNames.size()
        || value_->dimensionNames[static_cast<size_t>(index)].empty())
    {
        return nullptr;
    }
    return value_->dimensionNames[static_cast<size_t>(index)].c_str();
}

} // namespace tenon::api
