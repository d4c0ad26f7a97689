#include "api/engine/refitter.h"

#include "api/argument_checks.h"
#include "api/guard.h"
#include "plugin_host/plugin_host.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenon::api
{

using nvinfer1::TensorLocation;
using nvinfer1::Weights;
using nvinfer1::WeightsRole;

namespace
{

WeightsRole roleOf(std::string const& parameter)
{
    static std::map<std::string, WeightsRole> const kRoles{{"kernel", WeightsRole::kKERNEL},
        {"bias", WeightsRole::kBIAS}, {"shift", WeightsRole::kSHIFT}, {"scale", WeightsRole::kSCALE},
        {"weights", WeightsRole::kCONSTANT}};
    auto const it = kRoles.find(parameter);
    return it == kRoles.end() ? WeightsRole::kANY : it->second;
}

std::string textOf(graph::WeightsName const& name)
{
    return fmt::format("weights \"{}\" of layer \"{}\" ({})", name.name, name.layer, name.role);
}

} // namespace

Refitter::Refitter(std::shared_ptr<runtime::Engine> engine, nvinfer1::ILogger& logger)
    : engine_(std::move(engine))
    , reporting_(std::make_shared<Reporting>(&logger, ApiLevel::k10))
{
    mImpl = this;
    for (runtime::RefittableWeights& found : runtime::refittableWeights(*engine_))
    {
        auto const same = [&](Entry const& entry) {
            return entry.name.name == found.name.name && entry.name.layer == found.name.layer
                && entry.name.role == found.name.role;
        };
        auto const known = std::find_if(entries_.begin(), entries_.end(), same);
        if (known != entries_.end())
        {
            known->places.push_back(found.weights);
            continue;
        }
        entries_.push_back({found.name, roleOf(found.name.role), {found.weights}, std::nullopt, TensorLocation::kHOST});
    }
}

base::Status Refitter::set(Entry& entry, Weights const& weights, TensorLocation location) const
{
    graph::ConstantData const& before = *entry.places.front();
    TENON_CHECK(checkPointer("values of " + textOf(entry.name), weights.values));
    if (validates_ && (weights.type != before.type || weights.count != before.count))
    {
        return base::invalidArgument("{}: expected {} values of {}, as the engine has them, found {} of {}",
            textOf(entry.name), before.count, base::name(before.type), weights.count,
            base::isKnown(weights.type) ? base::name(weights.type) : "an unknown type");
    }
    entry.wanted = weights;
    entry.location = location;
    return {};
}

bool Refitter::setWeights(char const* layerName, WeightsRole role, Weights weights) noexcept
{
    return succeeds(callLog(), "IRefitter::setWeights", [&]() -> Status {
        TENON_CHECK(checkText("name of the layer", layerName));
        TENON_CHECK(checkEnumerator("role of the weights", role));
        auto const it = std::find_if(entries_.begin(), entries_.end(), [&](Entry const& entry) {
            return entry.name.layer == layerName && (entry.role == role || role == WeightsRole::kANY);
        });
        if (it == entries_.end())
        {
            bool const known = std::any_of(
                entries_.begin(), entries_.end(), [&](Entry const& entry) { return entry.name.layer == layerName; });
            return base::invalidArgument("layer \"{}\": expected {}, found {}", layerName,
                known ? "weights of role number " + std::to_string(static_cast<int32_t>(role))
                      : "a layer with weights that can be refitted",
                known ? "a layer without such weights" : "none of this name");
        }
        return set(*it, weights, TensorLocation::kHOST);
    });
}

Result<Refitter::Entry*> Refitter::named(char const* name)
{
    TENON_CHECK(checkName("name of the weights", name));
    Entry const* const found = find(name);
    if (found == nullptr)
    {
        return base::invalidArgument(
            "weights \"{}\": expected a name that INetworkDefinition::setWeightsName gave to weights that can be refitted, "
            "found none; getAllWeights lists them",
            name);
    }
    return const_cast<Entry*>(found);
}

Refitter::Entry const* Refitter::find(char const* name) const
{
    auto const it = std::find_if(entries_.begin(), entries_.end(),
        [&](Entry const& entry) { return name != nullptr && *name != '\0' && entry.name.name == name; });
    return it == entries_.end() ? nullptr : &*it;
}

bool Refitter::setNamedWeights(char const* name, Weights weights) noexcept
{
    return setNamedWeightsWithLocation(name, weights, TensorLocation::kHOST);
}

bool Refitter::setNamedWeightsWithLocation(char const* name, Weights weights, TensorLocation location) noexcept
{
    return succeeds(callLog(), "IRefitter::setNamedWeights", [&]() -> Status {
        TENON_CHECK(checkEnumerator("location of the weights", location));
        TENON_CHECK(named(name));
        // One name may stand for weights of several layers.
        for (Entry& entry : entries_)
        {
            if (entry.name.name == name)
            {
                TENON_CHECK(set(entry, weights, location));
            }
        }
        return {};
    });
}

bool Refitter::unsetNamedWeights(char const* name) noexcept
{
    return succeeds(callLog(), "IRefitter::unsetNamedWeights", [&]() -> Status {
        TENON_CHECK(named(name));
        for (Entry& entry : entries_)
        {
            entry.wanted = entry.name.name == name ? std::nullopt : entry.wanted;
        }
        return {};
    });
}

base::Status Refitter::refit(devices::StreamHandle stream)
{
    std::vector<std::pair<graph::ConstantData*, graph::ConstantData>> before;
    devices::Device& device = engine_->device();
    for (Entry& entry : entries_)
    {
        if (!entry.wanted)
        {
            continue;
        }
        // A copy: the user's memory may go once this returns.
        graph::ConstantData const view{
            entry.wanted->type, entry.wanted->count, entry.wanted->values, nullptr, entry.places.front()->name};
        graph::ConstantData fresh;
        if (entry.location == TensorLocation::kDEVICE && device.kind() != devices::DeviceKind::kCPU)
        {
            auto const bytes = std::make_shared<std::vector<std::byte>>(view.bytes());
            TENON_CHECK(device.copy(bytes->data(), view.data, view.bytes(), stream));
            TENON_CHECK(device.synchronize(stream));
            fresh = graph::copyOf({view.type, view.count, bytes->data(), bytes, view.name});
        }
        else
        {
            fresh = graph::copyOf(view);
        }
        for (graph::ConstantData* const place : entry.places)
        {
            before.emplace_back(place, *place);
            *place = fresh;
        }
    }
    Ranges const rangesBefore = exchange(wantedRanges_);
    Status status = engine_->rebuildWeights();
    if (!status.ok())
    {
        exchange(rangesBefore);
        for (auto& [place, data] : before)
        {
            *place = std::move(data);
        }
        return status;
    }
    for (Entry& entry : entries_)
    {
        entry.wanted.reset();
    }
    wantedRanges_.clear();
    return {};
}

bool Refitter::refitCudaEngine() noexcept
{
    return succeeds(callLog(), "IRefitter::refitCudaEngine", [&] { return refit(nullptr); });
}

bool Refitter::refitCudaEngineAsync(cudaStream_t stream) noexcept
{
    return succeeds(callLog(), "IRefitter::refitCudaEngineAsync", [&] { return refit(stream); });
}

bool Refitter::isMissing(Entry const& entry)
{
    return graph::isMissing(*entry.places.front()) && !entry.wanted;
}

int32_t Refitter::getMissing(int32_t size, char const** layerNames, WeightsRole* roles) noexcept
{
    // No set of weights depends on another: only what a stripped plan left out is missing.
    int32_t count = 0;
    for (Entry const& entry : entries_)
    {
        if (!isMissing(entry))
        {
            continue;
        }
        if (count < size)
        {
            if (layerNames != nullptr) layerNames[count] = entry.name.layer.c_str();
            if (roles != nullptr) roles[count] = entry.role;
        }
        ++count;
    }
    return count;
}

int32_t Refitter::getMissingWeights(int32_t size, char const** weightsNames) noexcept
{
    int32_t count = 0;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
    {
        auto const listed = [&](Entry const& other) { return isMissing(other) && other.name.name == entry->name.name; };
        if (entry->name.name.empty() || !isMissing(*entry) || std::find_if(entries_.begin(), entry, listed) != entry)
        {
            continue;
        }
        if (count < size && weightsNames != nullptr)
        {
            weightsNames[count] = entry->name.name.c_str();
        }
        ++count;
    }
    return count;
}

int32_t Refitter::getAll(int32_t size, char const** layerNames, WeightsRole* roles) noexcept
{
    int32_t count = 0;
    for (Entry const& entry : entries_)
    {
        if (count < size)
        {
            if (layerNames != nullptr) layerNames[count] = entry.name.layer.c_str();
            if (roles != nullptr) roles[count] = entry.role;
        }
        ++count;
    }
    return count;
}

int32_t Refitter::getAllWeights(int32_t size, char const** weightsNames) noexcept
{
    int32_t count = 0;
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
    {
        auto const sameName = [&](Entry const& other) { return other.name.name == entry->name.name; };
        if (entry->name.name.empty() || std::find_if(entries_.begin(), entry, sameName) != entry)
        {
            continue;
        }
        if (count < size && weightsNames != nullptr)
        {
            weightsNames[count] = entry->name.name.c_str();
        }
        ++count;
    }
    return count;
}

Weights Refitter::getNamedWeights(char const* name) const noexcept
{
    Entry const* const entry = find(name);
    return entry != nullptr && entry->wanted ? *entry->wanted : Weights{nvinfer1::DataType::kFLOAT, nullptr, 0};
}

TensorLocation Refitter::getWeightsLocation(char const* name) const noexcept
{
    Entry const* const entry = find(name);
    return entry == nullptr ? TensorLocation::kHOST : entry->location;
}

Weights Refitter::getWeightsPrototype(char const* name) const noexcept
{
    Entry const* const entry = find(name);
    return entry == nullptr ? Weights{nvinfer1::DataType::kFLOAT, nullptr, -1}
                            : Weights{entry->places.front()->type, nullptr, entry->places.front()->count};
}

namespace
{

//! Null where no static plugin reads or writes the tensor.
graph::Op const* staticPluginAt(graph::Tensor const& tensor)
{
    auto const isStatic = [](graph::Op* op) {
        nvinfer1::IPluginV2 const* const plugin = op == nullptr ? nullptr : plugin_host::pluginOf(*op);
        auto const generation = plugin == nullptr ? 0xFFU : static_cast<uint32_t>(plugin->getTensorRTVersion()) >> 24;
        return generation < static_cast<uint32_t>(nvinfer1::PluginVersion::kV2_DYNAMICEXT);
    };
    if (isStatic(tensor.producer))
    {
        return tensor.producer;
    }
    auto const reader = std::find_if(tensor.consumers.begin(), tensor.consumers.end(), isStatic);
    return reader == tensor.consumers.end() ? nullptr : *reader;
}

} // namespace

bool Refitter::setDynamicRange(char const* tensorName, float min, float max) noexcept
{
    return succeeds(callLog(), "IRefitter::setDynamicRange", [&]() -> Status {
        TENON_CHECK(checkText("name of the tensor", tensorName));
        graph::Tensor* const tensor = ranged(tensorName);
        if (tensor == nullptr)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected one that had a dynamic range when the engine was built, found none; "
                "getTensorsWithDynamicRange lists them",
                tensorName);
        }
        if (!std::isfinite(min) || !std::isfinite(max) || min > max)
        {
            return base::invalidArgument(
                "tensor \"{}\": expected a finite dynamic range with min <= max, found {:g} to {:g}", tensorName, min,
                max);
        }
        graph::Op const* const plugin = staticPluginAt(*tensor);
        if (plugin != nullptr)
        {
            return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
                "tensor \"{}\": expected no static plugin beside it, found {}, which was told its scales when the engine was built and is "
                "never told again; build with the new range, or make it an IPluginV2DynamicExt or IPluginV3",
                tensorName, plugin->label());
        }
        wantedRanges_[tensor] = {min, max};
        return {};
    });
}

Refitter::Ranges Refitter::exchange(Ranges const& ranges)
{
    Ranges before;
    for (auto const& [tensor, range] : ranges)
    {
        before[tensor] = *tensor->dynamicRange;
        tensor->dynamicRange = range;
    }
    return before;
}

std::pair<float, float> Refitter::rangeOf(char const* tensorName) const
{
    graph::Tensor* const tensor = ranged(tensorName);
    if (tensor == nullptr)
    {
        constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
        return {kNone, kNone};
    }
    auto const wanted = wantedRanges_.find(tensor);
    return wanted == wantedRanges_.end() ? *tensor->dynamicRange : wanted->second;
}

graph::Tensor* Refitter::ranged(char const* tensorName) const
{
    for (auto const& tensor : engine_->plan().network.tensors())
    {
        if (tensorName != nullptr && tensor->dynamicRange && tensor->name == tensorName)
        {
            return tensor.get();
        }
    }
    return nullptr;
}

float Refitter::getDynamicRangeMin(char const* tensorName) const noexcept
{
    return rangeOf(tensorName).first;
}

float Refitter::getDynamicRangeMax(char const* tensorName) const noexcept
{
    return rangeOf(tensorName).second;
}

int32_t Refitter::getTensorsWithDynamicRange(int32_t size, char const** tensorNames) const noexcept
{
    int32_t count = 0;
    for (auto const& tensor : engine_->plan().network.tensors())
    {
        if (!tensor->dynamicRange)
        {
            continue;
        }
        if (count < size && tensorNames != nullptr)
        {
            tensorNames[count] = tensor->name.c_str();
        }
        ++count;
    }
    return count;
}

bool Refitter::setMaxThreads(int32_t maxThreads) noexcept
{
    return succeeds(callLog(), "IRefitter::setMaxThreads", [&]() -> Status {
        TENON_CHECK(checkAtLeast("threads", maxThreads, 1));
        maxThreads_ = maxThreads;
        return {};
    });
}

} // namespace tenon::api
