#include "api/network/network_definition.h"

#include "api/argument_checks.h"
#include "api/guard.h"
#include "api/network/layers/attention.h"
#include "api/network/layers/conditional.h"
#include "api/network/layers/loop.h"

namespace tenon::api
{

NetworkDefinition::NetworkDefinition(std::shared_ptr<Reporting const> parent, nvinfer1::IBuilder& builder,
    nvinfer1::NetworkDefinitionCreationFlags flags, bool implicitBatch)
    : reporting_(std::make_shared<Reporting>(std::move(parent)))
    , builder_(&builder)
    , flags_(flags)
{
    mImpl = this;
    graph_.implicitBatch = implicitBatch;
    graph_.stronglyTyped = getFlag(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED);
}

NetworkDefinition::~NetworkDefinition() noexcept = default;

void NetworkDefinition::setName(char const* name) noexcept
{
    perform(callLog(), "INetworkDefinition::setName", [&]() -> Status {
        TENON_CHECK(checkText("name of the network", name));
        graph_.name = name;
        return {};
    });
}

bool NetworkDefinition::getFlag(nvinfer1::NetworkDefinitionCreationFlag flag) const noexcept
{
    auto const number = static_cast<int32_t>(flag);
    return number >= 0 && number < 32 && (flags_ >> number & 1U) != 0;
}

nvinfer1::ILayer* NetworkDefinition::getLayer(int32_t index) const noexcept
{
    return valueOr<nvinfer1::ILayer*>(
        callLog(), "INetworkDefinition::getLayer", nullptr, [&]() -> Result<nvinfer1::ILayer*> {
            TENON_CHECK(checkIndex("layer", index, getNbLayers()));
            return layers_[static_cast<size_t>(index)]->face();
        });
}

bool NetworkDefinition::setWeightsName(nvinfer1::Weights weights, char const* name) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::setWeightsName", [&]() -> Status {
        TENON_CHECK(checkName("name of the weights", name));
        TENON_CHECK(checkPointer("values of the weights", weights.values));
        weightsNames_[weights.values] = name;
        return {};
    });
}

bool NetworkDefinition::markWeightsRefittable(char const* name) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::markWeightsRefittable", [&]() -> Status {
        TENON_CHECK(checkName("name of the weights", name));
        markedWeights_.insert(name);
        return {};
    });
}

bool NetworkDefinition::unmarkWeightsRefittable(char const* name) noexcept
{
    return succeeds(callLog(), "INetworkDefinition::unmarkWeightsRefittable", [&]() -> Status {
        TENON_CHECK(checkName("name of the weights", name));
        markedWeights_.erase(name);
        return {};
    });
}

bool NetworkDefinition::areWeightsMarkedRefittable(char const* name) const noexcept
{
    return name != nullptr && markedWeights_.count(name) != 0;
}

void NetworkDefinition::keep(void* object, void (*release)(void*))
{
    kept_.reserve(kept_.size() + 1);
    kept_.emplace_back(object, release);
}

void NetworkDefinition::nameLayer(graph::Op& op, std::string_view typeName) const
{
    op.name = fmt::format("(Unnamed Layer* {}) [{}]", layers_.size(), typeName);
}

void NetworkDefinition::nameOutputs(graph::Op& op)
{
    for (size_t i = 0; i < op.outputs.size(); ++i)
    {
        op.outputs[i]->name =
            op.outputs.size() == 1 ? fmt::format("{}_output", op.name) : fmt::format("{}_output_{}", op.name, i);
    }
}

} // namespace tenon::api
