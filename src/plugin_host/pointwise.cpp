#include "plugin_host/pointwise.h"

#include "plugin_host/adapters/plugin_op.h"
#include "plugin_host/adapters/v3_plugin.h"
#include "plugin_host/traits.h"

namespace tenon::plugin_host
{
namespace
{

base::Result<std::optional<Expression>> declared(
    PluginIdentity const& identity, void const* plugin, graph::Op const& op)
{
    TenonPluginTraits const traits = traitsOf(identity);
    if (traits.expression == nullptr)
    {
        return std::optional<Expression>();
    }
    if (op.inputs.empty() || op.outputs.size() != 1)
    {
        return base::invalidArgument(
            "{}: declares a pointwise expression: expected at least one input and one output, found {} and {}",
            identity.label(), op.inputs.size(), op.outputs.size());
    }
    auto const parameter = [&](std::string const& name) -> base::Result<double> {
        double value = 0.0;
        if (traits.fieldValue == nullptr || traits.fieldValue(plugin, name.c_str(), &value) != 0)
        {
            return base::invalidArgument("parameter \"{}\": expected a value, found none", name);
        }
        return value;
    };
    auto expression = Expression::parse(traits.expression, static_cast<int32_t>(op.inputs.size()), parameter);
    if (!expression.ok())
    {
        return base::error(expression.error().code, "{}: {}", identity.label(), expression.error().message);
    }
    return std::optional<Expression>(*std::move(expression));
}

} // namespace

base::Result<std::optional<Expression>> expressionOf(graph::Op const& op)
{
    if (auto const* const v2 = dynamic_cast<PluginOp const*>(&op))
    {
        return declared(v2->identity(), v2->plugin(), op);
    }
    if (auto const* const v3 = dynamic_cast<V3PluginOp const*>(&op))
    {
        return declared(v3->identity(), v3->plugin(), op);
    }
    return std::optional<Expression>();
}

} // namespace tenon::plugin_host
