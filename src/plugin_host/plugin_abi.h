// The tables of the V2 interfaces (include/tenon/plugin_abi.h) in this room's namespace.
#pragma once

#include <tenon/plugin_abi.h>

namespace tenon::plugin_host
{

using namespace plugin_abi;

} // namespace tenon::plugin_host
