#include "plugin_host/v3_object.h"

#include "plugin_host/plugin_object.h"

namespace tenon::plugin_host
{

using base::ErrorCode;
using nvinfer1::IPluginCapability;
using nvinfer1::IPluginV3;
using nvinfer1::PluginCapabilityType;

namespace
{

constexpr char const* kCoreKind = "PLUGIN_V3ONE_CORE";
constexpr char const* kBuildKind = "PLUGIN_V3ONE_BUILD";
constexpr char const* kRuntimeKind = "PLUGIN_V3ONE_RUNTIME";

//! A capability's interface, told by its kind: nothing but the kind says what a pointer may be cast to.
struct Capability
{
    IPluginCapability* pointer{nullptr};
    int32_t major{0};
};

Result<Capability> capabilityOf(
    Callee const& callee, IPluginV3& plugin, PluginCapabilityType type, char const* kind, bool needed)
{
    TENON_ASSIGN(IPluginCapability* const found,
        guardedCall(
            callee, "getCapabilityInterface", [&] { return std::string(kind); },
            [&] { return plugin.getCapabilityInterface(type); }));
    if (found == nullptr)
    {
        if (!needed)
        {
            return Capability{};
        }
        return base::invalidArgument(
            "{}: expected a capability of kind \"{}\" from getCapabilityInterface, found a null pointer", *callee.label,
            kind);
    }
    TENON_ASSIGN(nvinfer1::InterfaceInfo const info,
        guardedCall(callee, "getInterfaceInfo", kNoArguments, [&] { return found->getInterfaceInfo(); }));
    TENON_ASSIGN(std::string const foundKind, checkedString(info.kind, *callee.label, "getInterfaceInfo"));
    if (foundKind != kind)
    {
        return base::invalidArgument(
            "{}: expected a capability of kind \"{}\" from getCapabilityInterface, found \"{}\"", *callee.label, kind,
            foundKind);
    }
    return Capability{found, info.major};
}

std::shared_ptr<PluginIdentity> unknownIdentity(IPluginV3& plugin, base::Log const& log)
{
    auto identity = std::make_shared<PluginIdentity>();
    identity->generation = Generation::kV3;
    identity->origin = originOfObject(&plugin);
    identity->name = "?";
    identity->log = log;
    return identity;
}

} // namespace

V3Object::V3Object(IPluginV3& plugin, std::shared_ptr<PluginIdentity const> identity)
    : plugin_(&plugin)
    , identity_(std::move(identity))
    , label_(identity_->label())
    , id_(nextObjectNumber())
{
    countLiveObject(identity_->origin.path, 1);
}

V3Object::~V3Object()
{
    Status const status = call("destructor", kNoArguments, [&] { delete plugin_; });
    if (!status.ok())
    {
        identity_->log.warning("{}", status.error().message);
    }
    countLiveObject(identity_->origin.path, -1);
}

base::Error V3Object::codeError(char const* method, int32_t code) const
{
    return base::error(ErrorCode::kFAILED_EXECUTION, "{}: expected {} to return 0, found {}", label_, method, code);
}

Status V3Object::findCapabilities(bool needsBuild)
{
    TENON_ASSIGN(Capability const core, capabilityOf(callee(), *plugin_, PluginCapabilityType::kCORE, kCoreKind, true));
    core_ = static_cast<nvinfer1::IPluginV3OneCore*>(core.pointer);
    TENON_ASSIGN(
        Capability const runtime, capabilityOf(callee(), *plugin_, PluginCapabilityType::kRUNTIME, kRuntimeKind, true));
    runtime_ = static_cast<nvinfer1::IPluginV3OneRuntime*>(runtime.pointer);
    if (!needsBuild)
    {
        return {}; // an engine asks nothing of it
    }
    TENON_ASSIGN(
        Capability const build, capabilityOf(callee(), *plugin_, PluginCapabilityType::kBUILD, kBuildKind, true));
    build_ = static_cast<nvinfer1::IPluginV3OneBuild*>(build.pointer);
    if (build.major >= 2)
    {
        aliasing_ = static_cast<nvinfer1::v_2_0::IPluginV3OneBuild*>(build_);
    }
    return {};
}

Result<PluginIdentity> V3Object::ask() const
{
    PluginIdentity identity = *identity_;
    TENON_ASSIGN(char const* const name, call("getPluginName", kNoArguments, [&] { return core_->getPluginName(); }));
    TENON_ASSIGN(identity.name, checkedString(name, label_, "getPluginName"));
    TENON_ASSIGN(
        char const* const version, call("getPluginVersion", kNoArguments, [&] { return core_->getPluginVersion(); }));
    TENON_ASSIGN(identity.version, checkedString(version, label_, "getPluginVersion"));
    TENON_ASSIGN(
        char const* const space, call("getPluginNamespace", kNoArguments, [&] { return core_->getPluginNamespace(); }));
    TENON_ASSIGN(identity.pluginNamespace, checkedString(space == nullptr ? "" : space, label_, "getPluginNamespace"));
    if (build_ != nullptr)
    {
        identity.apiVersion = aliasing_ != nullptr ? 2 : 1;
        TENON_ASSIGN(identity.outputCount, call("getNbOutputs", kNoArguments, [&] { return build_->getNbOutputs(); }));
        if (identity.outputCount < 1 || identity.outputCount > kMaxOutputs)
        {
            return base::invalidArgument("{}: expected from 1 to {} outputs from getNbOutputs, found {}",
                identity.label(), kMaxOutputs, identity.outputCount);
        }
    }
    return identity;
}

Result<std::unique_ptr<V3Object>> V3Object::take(Result<IPluginV3*> made, char const* method, IPluginV3 const* original,
    std::shared_ptr<PluginIdentity const> identity, bool needsBuild)
{
    TENON_ASSIGN(IPluginV3* const plugin, std::move(made));
    if (plugin == nullptr)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION, "{}: expected {} to return a new plugin, found a null pointer",
            identity->label(), method);
    }
    if (plugin == original)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected {} to return a new plugin, found the plugin itself; it would be deleted twice",
            identity->label(), method);
    }
    std::unique_ptr<V3Object> object(new V3Object(*plugin, std::move(identity)));
    TENON_CHECK(object->findCapabilities(needsBuild).withNote("of the object that {} returned", method));
    return object;
}

Result<std::unique_ptr<V3Object>> V3Object::cloneOf(IPluginV3& plugin, base::Log const& log)
{
    auto const unknown = unknownIdentity(plugin, log);
    std::string label = fmt::format("plugin from {}", unknown->origin.text());
    Callee const callee{&label, &unknown->name, 0, DeviceScope::current()};
    // The user's object tells its name first, for messages and traces.
    TENON_ASSIGN(Capability const core, capabilityOf(callee, plugin, PluginCapabilityType::kCORE, kCoreKind, true));
    auto* const asked = static_cast<nvinfer1::IPluginV3OneCore*>(core.pointer);
    TENON_ASSIGN(char const* const name,
        guardedCall(callee, "getPluginName", kNoArguments, [&] { return asked->getPluginName(); }));
    TENON_ASSIGN(unknown->name, checkedString(name, label, "getPluginName"));
    label = fmt::format("plugin \"{}\" from {}", unknown->name, unknown->origin.text());
    auto made = guardedCall(
        callee, "clone", [] { return std::string("the user's object"); }, [&] { return plugin.clone(); });
    TENON_ASSIGN(auto object, take(std::move(made), "clone", &plugin, unknown, true));
    TENON_ASSIGN(PluginIdentity identity, object->ask());
    object->identity_ = std::make_shared<PluginIdentity const>(std::move(identity));
    object->label_ = object->identity_->label();
    return object;
}

Result<std::unique_ptr<V3Object>> V3Object::adopt(IPluginV3& plugin, PluginIdentity const& stored, base::Log const& log)
{
    auto identity = std::make_shared<PluginIdentity>(stored);
    identity->generation = Generation::kV3;
    identity->origin = originOfObject(&plugin);
    identity->log = log;
    TENON_ASSIGN(auto object, take(&plugin, "createPlugin", nullptr, std::move(identity), false));
    TENON_ASSIGN(PluginIdentity const found, object->ask());
    if (found.label() != object->label())
    {
        return base::error(ErrorCode::kINVALID_STATE, "{}: expected the same from createPlugin, found {}",
            object->label(), found.label());
    }
    return object;
}

Status V3Object::checkTwin(V3Object const& twin, char const* method) const
{
    TENON_ASSIGN(PluginIdentity const found, twin.ask());
    if (found.name != identity_->name || found.version != identity_->version)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION, "{}: expected {} to return the same plugin, found {}", label_,
            method, found.label());
    }
    if (found.pluginNamespace != identity_->pluginNamespace)
    {
        identity_->log.warning("{}: expected {} to keep the namespace, found \"{}\"; copy it there", label_, method,
            found.pluginNamespace);
    }
    if (twin.build_ != nullptr && found.outputCount != identity_->outputCount)
    {
        return base::error(ErrorCode::kFAILED_EXECUTION,
            "{}: expected {} to return a plugin with {} outputs as it has itself, found {}", label_, method,
            identity_->outputCount, found.outputCount);
    }
    return {};
}

Result<std::unique_ptr<V3Object>> V3Object::clone() const
{
    TENON_ASSIGN(auto twin,
        take(call("clone", kNoArguments, [&] { return plugin_->clone(); }), "clone", plugin_, identity_,
            build_ != nullptr));
    twin->device_ = device_;
    TENON_CHECK(checkTwin(*twin, "clone"));
    return twin;
}

Result<std::unique_ptr<V3Object>> V3Object::attach(graph::ContextResources const& resources) const
{
    auto context = std::make_unique<ResourceContext>(resources);
    auto const arguments = [&] {
        return fmt::format("allocator={}, recorder={}", resources.gpuAllocator, resources.errorRecorder);
    };
    auto made = call("attachToContext", arguments, [&] { return runtime_->attachToContext(context.get()); });
    TENON_ASSIGN(auto twin, take(std::move(made), "attachToContext", plugin_, identity_, false));
    twin->context_ = std::move(context);
    twin->device_ = device_;
    TENON_CHECK(checkTwin(*twin, "attachToContext"));
    return twin;
}

} // namespace tenon::plugin_host
