#include "plugin_host/identity.h"

#include "plugin_host/guarded_call.h"
#include "plugin_host/plugin_abi.h"

#include <cstring>

namespace tenon::plugin_host
{
namespace
{

using base::ErrorCode;
using base::Result;

//! Set in the generation of plugins that are written in Python.
constexpr uint32_t kPythonBit = 0x40;

Result<int32_t> levelOf(int32_t version, std::string const& label)
{
    // 7 and 8 count major · 1000, 10 counts major · 10000.
    if (version >= 7000 && version < 8000)
    {
        return 7;
    }
    if (version >= 8000 && version < 10000)
    {
        return 8;
    }
    if (version >= 100000 && version < 110000)
    {
        return 10;
    }
    return base::error(ErrorCode::kINVALID_ARGUMENT,
        "{}: expected a plugin compiled for release 7, 8 or 10, found version {} in getTensorRTVersion; compile it with these headers "
        "and TENON_API_LEVEL 7, 8 or 10",
        label, version);
}

Result<Generation> generationOf(int32_t apiVersion, std::string const& label)
{
    uint32_t const number = (static_cast<uint32_t>(apiVersion) >> 24) & ~kPythonBit;
    if (number > static_cast<uint32_t>(Generation::kV2_DYNAMIC_EXT))
    {
        return base::error(ErrorCode::kINVALID_ARGUMENT,
            "{}: expected one of IPluginV2, IPluginV2Ext, IPluginV2IOExt, IPluginV2DynamicExt, found interface number {} in "
            "getTensorRTVersion",
            label, number);
    }
    return static_cast<Generation>(number);
}

} // namespace

char const* name(Generation generation)
{
    switch (generation)
    {
    case Generation::kV2: return "IPluginV2";
    case Generation::kV2_EXT: return "IPluginV2Ext";
    case Generation::kV2_IO_EXT: return "IPluginV2IOExt";
    case Generation::kV2_DYNAMIC_EXT: return "IPluginV2DynamicExt";
    case Generation::kV3: return "IPluginV3";
    }
    return "unknown interface";
}

std::string pluginLabel(std::string_view name, std::string_view version, std::string_view pluginNamespace)
{
    return fmt::format("plugin \"{}\" version \"{}\" (namespace \"{}\")", name, version, pluginNamespace);
}

std::string PluginIdentity::label() const
{
    return pluginLabel(name, version, pluginNamespace);
}

Result<std::string> checkedString(char const* text, std::string_view subject, std::string_view method)
{
    if (text == nullptr)
    {
        return base::invalidArgument("{}: expected a string from {}, found a null pointer", subject, method);
    }
    size_t const length = strnlen(text, kMaxStringBytes);
    if (length == kMaxStringBytes)
    {
        return base::invalidArgument(
            "{}: expected at most {} bytes with the ending zero from {}, found more", subject, kMaxStringBytes, method);
    }
    return std::string(text, length);
}

Result<std::shared_ptr<PluginIdentity const>> identify(nvinfer1::IPluginV2& plugin, base::Log const& log)
{
    auto identity = std::make_shared<PluginIdentity>();
    identity->log = log;
    identity->origin = originOfObject(&plugin);
    std::string label = fmt::format("plugin from {}", identity->origin.text());
    std::string const unnamed = "?";
    Callee const callee{&label, &unnamed, 0, DeviceScope::current()};
    void* const self = &plugin;
    V2Table<Level10> const& table = tableOf<V2Table<Level10>>(self);

    TENON_ASSIGN(char const* const type,
        guardedCall(callee, "getPluginType", kNoArguments, [&] { return table.getPluginType(self); }));
    TENON_ASSIGN(identity->name, checkedString(type, label, "getPluginType"));
    label = fmt::format("plugin \"{}\" from {}", identity->name, identity->origin.text());
    TENON_ASSIGN(char const* const version,
        guardedCall(callee, "getPluginVersion", kNoArguments, [&] { return table.getPluginVersion(self); }));
    TENON_ASSIGN(identity->version, checkedString(version, label, "getPluginVersion"));
    TENON_ASSIGN(char const* const space,
        guardedCall(callee, "getPluginNamespace", kNoArguments, [&] { return table.getPluginNamespace(self); }));
    // Many plugins answer null until somebody sets a namespace: that is the empty one.
    TENON_ASSIGN(identity->pluginNamespace, checkedString(space == nullptr ? "" : space, label, "getPluginNamespace"));
    label = identity->label();

    TENON_ASSIGN(identity->apiVersion,
        guardedCall(callee, "getTensorRTVersion", kNoArguments, [&] { return table.getTensorRTVersion(self); }));
    TENON_ASSIGN(identity->generation, generationOf(identity->apiVersion, label));
    TENON_ASSIGN(identity->level, levelOf(identity->apiVersion & 0xFFFFFF, label));
    TENON_ASSIGN(identity->outputCount,
        guardedCall(callee, "getNbOutputs", kNoArguments, [&] { return table.getNbOutputs(self); }));
    if (identity->outputCount < 1 || identity->outputCount > kMaxOutputs)
    {
        return base::invalidArgument(
            "{}: expected from 1 to {} outputs from getNbOutputs, found {}", label, kMaxOutputs, identity->outputCount);
    }
    return std::shared_ptr<PluginIdentity const>(std::move(identity));
}

} // namespace tenon::plugin_host
