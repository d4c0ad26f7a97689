#include "builder/passes/passes.h"

#include <unordered_set>

namespace tenon::builder
{

bool removeLooseTensors(Graph& network)
{
    bool changed = false;
    for (size_t t = 0; t < network.tensors().size(); ++t)
    {
        Tensor* const tensor = network.tensors()[t].get();
        bool const loose = tensor != nullptr && tensor->producer == nullptr && tensor->consumers.empty() && !tensor->isInput && !tensor->isOutput;
        if (loose)
        {
            network.removeTensor(*tensor);
            changed = true;
        }
    }
    network.compact();
    return changed;
}

Result<bool> removeDeadOperations(Graph& network, PassContext& context)
{
    std::unordered_set<Op const*> needed;
    std::vector<Op const*> stack;
    auto const need = [&](Tensor const* tensor) {
        if (tensor != nullptr && tensor->producer != nullptr && needed.insert(tensor->producer).second)
        {
            stack.push_back(tensor->producer);
        }
    };
    for (Tensor const* const output : network.outputs())
    {
        need(output);
    }
    while (!stack.empty())
    {
        Op const* const op = stack.back();
        stack.pop_back();
        for (Tensor const* const input : op->inputs)
        {
            need(input);
        }
    }
    TENON_ASSIGN(std::vector<Op*> const order, executionOrder(network));
    bool changed = false;
    // Consumers first, so that nobody uses what goes.
    for (auto op = order.rbegin(); op != order.rend(); ++op)
    {
        if (needed.count(*op) == 0)
        {
            context.log().verbose("{}: removed, no output of the network needs it", (*op)->label());
            network.removeOp(**op);
            changed = true;
        }
    }
    changed |= removeLooseTensors(network);
    TENON_ASSIGN(context.ranges, plan::TensorRanges::of(network, context.profiles));
    return changed;
}

} // namespace tenon::builder
