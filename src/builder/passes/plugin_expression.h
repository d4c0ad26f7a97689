// The expression that a pointwise plugin declares (include/tenon/plugin_traits.h), as steps of a program.
#pragma once

#include "ops/pointwise/program.h"
#include "plugin_host/adapters/plugin_op.h"

namespace tenon::builder
{

bool declaresExpression(plugin_host::PluginOp const& op);

//! Appends the steps, with the plugin's parameters as numbers, and returns the number of their value. `operands` are the values of the
//! plugin's inputs.
base::Result<int64_t> appendPluginExpression(
    ops::pointwise::Program& program, plugin_host::PluginOp const& op, std::span<int64_t const> operands);

} // namespace tenon::builder
