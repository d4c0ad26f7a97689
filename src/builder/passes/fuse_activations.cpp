// convolution, fully connected or matrix multiply → activation becomes one operation, which applies the activation before it stores.
// Only where nobody else sees what lies between.
#include "builder/passes/absorb.h"
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

bool fuse(Graph& network, ops::ActivationOp& activation, PassContext& context)
{
    if (!mayAbsorb(activation))
    {
        return false;
    }
    Op& producer = *activation.inputs[0]->producer;
    FusedActivation* const slot = slotOf(producer);
    auto const fused = FusedActivation::of(activation.params.type, activation.params.alpha, activation.params.beta);
    if (slot == nullptr || !slot->none() || !fused)
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
