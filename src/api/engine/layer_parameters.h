// A layer's parameters as the inspector shows them: every built-in operation's, by the names that its plan has.
#pragma once

#include "graph/op.h"

#include <nlohmann/json.hpp>

namespace tenon::api
{

//! An object: numbers, texts and lists as they are; weights as {"Type", "Count"}. Empty for operations without parameters, and for plugins, whose
//! parameters only they know.
base::Result<nlohmann::ordered_json> parametersOf(graph::Op const& op);

} // namespace tenon::api
