// convolution, fully connected or matrix multiply → activation becomes one operation, which applies the activation before it stores.
// Only where nobody else sees what lies between. A plugin counts as the activation that its expression is, if it declares one.
#include "builder/passes/absorb.h"
#include "builder/passes/activation_slot.h"
#include "builder/passes/passes.h"
#include "builder/passes/plugin_expression.h"

#include "ops/activation/activation.h"
#include "ops/pointwise/as_activation.h"

namespace tenon::builder
{
namespace
{

using ops::FusedActivation;

//! What the operation applies to its only input; nullopt where it is not an activation.
std::optional<FusedActivation> activationOf(Op const& op)
{
    if (auto const* const activation = dynamic_cast<ops::ActivationOp const*>(&op))
    {
        return FusedActivation::of(activation->params.type, activation->params.alpha, activation->params.beta);
    }
    auto const* const plugin = dynamic_cast<plugin_host::PluginOp const*>(&op);
    if (plugin == nullptr || op.inputs.size() != 1 || op.outputs.size() != 1 || !declaresExpression(*plugin))
    {
        return std::nullopt;
    }
    ops::pointwise::Program program{1, {}};
    int64_t const x = 0;
    auto const value = appendPluginExpression(program, *plugin, {&x, 1});
    bool const whole = value.ok() && *value == static_cast<int64_t>(program.steps.size());
    return whole ? ops::pointwise::asActivation(program) : std::nullopt;
}

bool fuse(Graph& network, Op& activation, PassContext& context)
{
    if (!mayAbsorb(activation))
    {
        return false;
    }
    Op& producer = *activation.inputs[0]->producer;
    FusedActivation* const slot = activationSlot(producer);
    auto const fused = slot == nullptr || !slot->none() ? std::nullopt : activationOf(activation);
    if (!fused)
    {
        return false;
    }
    context.log().verbose("{}: applied by {}", activation.label(), producer.label());
    *slot = *fused;
    absorb(network, producer, activation);
    return true;
}

} // namespace

Result<bool> fuseActivations(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    bool changed = false;
    for (Op* const op : order)
    {
        changed |= fuse(network, *op, context);
    }
    if (changed)
    {
        network.compact();
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder
