// convolution, fully connected or matrix multiply → activation becomes one operation, which applies the activation before it stores.
// Only where nobody else sees what lies between.
#include "builder/passes/passes.h"

#include "ops/activation/activation.h"
#include "ops/convolution/convolution.h"
#include "ops/fully_connected/fully_connected.h"
#include "ops/matrix_multiply/matrix_multiply.h"

namespace tenon::builder
{
namespace
{

using ops::FusedActivation;

//! Where an operation keeps the activation that is part of it; null for operations that can have none.
FusedActivation* slotOf(Op& op)
{
    if (auto* const convolution = dynamic_cast<ops::ConvolutionOp*>(&op))
    {
        return &convolution->params.activation;
    }
    if (auto* const fullyConnected = dynamic_cast<ops::FullyConnectedOp*>(&op))
    {
        return &fullyConnected->params.activation;
    }
    if (auto* const product = dynamic_cast<ops::MatrixMultiplyOp*>(&op))
    {
        return &product->params.activation;
    }
    return nullptr;
}

//! What the user asked of a layer must still be true of the one that it becomes part of.
bool requestsAgree(Op const& producer, Op const& activation)
{
    return producer.requestedPrecision == activation.requestedPrecision && !producer.requestedOutputTypes[0];
}

bool fuse(Graph& network, ops::ActivationOp& activation, PassContext& context)
{
    Tensor* const between = activation.inputs.empty() ? nullptr : activation.inputs[0];
    Op* const producer = between == nullptr ? nullptr : between->producer;
    FusedActivation* const slot = producer == nullptr ? nullptr : slotOf(*producer);
    if (slot == nullptr || !slot->none() || between->isOutput || between->consumers.size() != 1 || !base::isFloating(between->type)
        || between->dynamicRange || !requestsAgree(*producer, activation))
    {
        return false;
    }
    auto const fused = FusedActivation::of(activation.params.type, activation.params.alpha, activation.params.beta);
    if (!fused)
    {
        return false;
    }
    context.log().verbose("{}: applied by {}", activation.label(), producer->label());
    *slot = *fused;
    producer->name = fmt::format("{} + {}", producer->name, activation.name);
    producer->requestedOutputTypes = activation.requestedOutputTypes;
    Tensor& result = *activation.outputs[0];
    network.replaceUses(result, *between);
    if (!between->isOutput)
    {
        between->name = result.name;
    }
    between->dynamicRange = result.dynamicRange;
    between->dimensionNames = result.dimensionNames;
    network.removeOp(activation);
    network.invalidate(*producer);
    return true;
}

} // namespace

Result<bool> fuseActivations(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, executionOrder(network));
    bool changed = false;
    for (Op* const op : order)
    {
        if (auto* const activation = dynamic_cast<ops::ActivationOp*>(op))
        {
            changed |= fuse(network, *activation, context);
        }
    }
    if (changed)
    {
        network.compact();
        TENON_CHECK(network.inferAll());
        TENON_ASSIGN(context.ranges, plan::TensorRanges::of(network, context.profiles));
    }
    return changed;
}

} // namespace tenon::builder
