#include "builder/passes/plugin_expression.h"

#include "ops/pointwise/expression.h"
#include "plugin_host/traits.h"

namespace tenon::builder
{

bool declaresExpression(plugin_host::PluginOp const& op)
{
    return plugin_host::traitsOf(op.identity()).expression != nullptr;
}

base::Result<int64_t> appendPluginExpression(
    ops::pointwise::Program& program, plugin_host::PluginOp const& op, std::span<int64_t const> operands)
{
    TenonPluginTraits const traits = plugin_host::traitsOf(op.identity());
    auto const parameter = [&](std::string const& name) -> std::optional<double> {
        double value = 0;
        bool const there = traits.fieldValue != nullptr && traits.fieldValue(op.plugin(), name.c_str(), &value) == 0;
        return there ? std::optional<double>(value) : std::nullopt;
    };
    return ops::pointwise::appendExpression(program, traits.expression, operands, parameter);
}

} // namespace tenon::builder
