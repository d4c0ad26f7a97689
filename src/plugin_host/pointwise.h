// Pointwise expressions that plugins declare, found for operations.
#pragma once

#include "graph/op.h"
#include "plugin_host/expression.h"

#include <optional>

namespace tenon::plugin_host
{

//! The expression that the plugin behind an operation declares (tenon/plugin_traits.h), its parameters put in as numbers; none for other plugins and
//! operations. Error: what is wrong with the declaration; the plugin is named.
base::Result<std::optional<Expression>> expressionOf(graph::Op const& op);

} // namespace tenon::plugin_host
