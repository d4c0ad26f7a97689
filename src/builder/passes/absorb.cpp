#include "builder/passes/absorb.h"

namespace tenon::builder
{

bool mayAbsorb(Op const& follower, size_t index)
{
    Tensor const* const between = follower.inputs.size() <= index ? nullptr : follower.inputs[index];
    Op const* const producer = between == nullptr ? nullptr : between->producer;
    return producer != nullptr && !graph::isKept(*between) && between->consumers.size() == 1
        && base::isFloating(between->type) && !between->dynamicRange
        && producer->requestedPrecision == follower.requestedPrecision && !producer->requestedOutputTypes[0];
}

void absorb(Graph& network, Op& producer, Op& follower, size_t index)
{
    Tensor& between = *follower.inputs[index];
    Tensor& result = *follower.outputs[0];
    producer.name = fmt::format("{} + {}", producer.name, follower.name);
    producer.requestedOutputTypes = follower.requestedOutputTypes;
    network.replaceUses(result, between);
    if (!between.isOutput)
    {
        between.name = result.name;
    }
    between.dynamicRange = result.dynamicRange;
    between.isDebug = result.isDebug;
    between.dimensionNames = result.dimensionNames;
    network.removeOp(follower);
    network.invalidate(producer);
}

} // namespace tenon::builder
