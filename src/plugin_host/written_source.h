// Plugins that no library holds: those written in Python, which say where (include/tenon/plugin_source.h).
#pragma once

#include "graph/op.h"
#include "plugin_host/origin.h"

#include <string>
#include <string_view>

namespace tenon::plugin_host
{

//! What the place of a plugin in Python begins with, in engine files too.
inline constexpr std::string_view kPythonModule = "Python module ";

void declareSource(
    std::string_view name, std::string_view version, Origin const& origin, std::string source, std::string hash);

//! The origin with what was declared of the plugin: its source as the place to show, and its hash as the build. As it was where nothing was.
Origin withSource(Origin origin, std::string_view name, std::string_view version);

bool isWrittenInPython(graph::PluginRecord const& record);

//! The end of a message that a plugin of an engine is not there: with what the engine was built, and for plugins in Python what to do.
std::string builtWith(graph::PluginRecord const& record);

} // namespace tenon::plugin_host
