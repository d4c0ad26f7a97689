// Plugin libraries that go into a plan (IBuilderConfig::setPluginsToSerialize).
#pragma once

#include "plan/plan.h"

#include <string>
#include <vector>

namespace tenon::api
{

//! Maps the files. Error names the one that is missing, empty, or no shared library for this machine.
base::Result<std::vector<plan::Library>> readPluginLibraries(std::vector<std::string> const& paths);

} // namespace tenon::api
