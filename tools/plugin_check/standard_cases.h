// The cases of the standard plugins, plugins/*/check.json, which the command carries.
#pragma once

#include "plugin_check/case_file.h"

namespace tenon::plugin_check
{

//! Error as readCases()'s.
base::Result<std::vector<GivenCase>> standardCases();

} // namespace tenon::plugin_check
