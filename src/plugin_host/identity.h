// PluginIdentity: what the host knows of a plugin from its own answers and from the library that it lies in.
#pragma once

#include "base/log.h"
#include "plugin_host/origin.h"

#include <NvInfer.h>

#include <memory>

namespace tenon::plugin_host
{

//! Names, versions, namespaces: with the ending zero.
inline constexpr size_t kMaxStringBytes = 1024;

//! The interfaces; of V2 plugins by the upper byte of getTensorRTVersion.
enum class Generation : uint8_t
{
    kV2 = 0,
    kV2_EXT = 1,
    kV2_IO_EXT = 2,
    kV2_DYNAMIC_EXT = 3,
    kV3 = 255, //!< told by its class; IPluginV3 has no getTensorRTVersion
};

//! "IPluginV2DynamicExt".
char const* name(Generation generation);

struct PluginIdentity
{
    std::string name, version, pluginNamespace;
    Generation generation{Generation::kV2};
    int32_t level{10};     //!< API level of its headers: 7, 8, 10
    int32_t apiVersion{0}; //!< all that getTensorRTVersion said; of an IPluginV3 the version of its build capability
    int32_t outputCount{0};
    Origin origin;
    base::Log log; //!< where warnings about its objects go

    //! `plugin "LReLU_TRT" version "1" (namespace "")`, the subject of messages.
    std::string label() const;
};

//! The same subject for a plugin that is not at hand.
std::string pluginLabel(std::string_view name, std::string_view version, std::string_view pluginNamespace);

//! Asks a plugin of the user's who it is, and checks the answers. Not null when ok.
base::Result<std::shared_ptr<PluginIdentity const>> identify(nvinfer1::IPluginV2& plugin, base::Log const& log);

//! More outputs than any plugin has; a larger answer is a wild one.
inline constexpr int32_t kMaxOutputs = 1024;

//! Checks a name, version or namespace that came from somebody's code: not null, at most kMaxStringBytes with its zero.
//! `subject` and `method` name the culprit.
base::Result<std::string> checkedString(char const* text, std::string_view subject, std::string_view method);

} // namespace tenon::plugin_host
