// An IPluginV3 made again from a plan.
#pragma once

#include "plugin_host/adapters/v3_plugin.h"
#include "plugin_host/manifest.h"

namespace tenon::plugin_host
{

//! Finds the creator, compares the schema, and has the plugin created with the fields that it had serialized.
Result<std::unique_ptr<graph::Op>> makeV3FromRecord(
    graph::OpRecord const& record, nvinfer1::IPluginRegistry& registry, ToldBuilds& told, base::Log const& log);

} // namespace tenon::plugin_host
