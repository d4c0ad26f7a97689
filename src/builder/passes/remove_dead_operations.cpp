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
        bool const loose = tensor != nullptr && tensor->producer == nullptr && tensor->consumers.empty()
            && !tensor->isInput && !tensor->isOutput;
        if (loose)
        {
            network.removeTensor(*tensor);
            changed = true;
        }
    }
    network.compact();
    return changed;
}

Result<bool> removeUnneeded(Graph& network, PassContext& context)
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
    for (auto const& tensor : network.tensors())
    {
        need(tensor != nullptr && tensor->isDebug ? tensor.get() : nullptr);
    }
    // What has no outputs is there for its effect: an assertion.
    for (auto const& op : network.ops())
    {
        if (op->outputs.empty() && needed.insert(op.get()).second)
        {
            stack.push_back(op.get());
        }
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
    // What a loop hands on is needed by what it is handed to: cycles go as a whole.
    for (auto const& op : network.ops())
    {
        for (size_t i = 0; needed.count(op.get()) == 0 && i < op->inputs.size(); ++i)
        {
            if (op->inputs[i] != nullptr && op->isBackEdge(i))
            {
                network.setInput(*op, i, nullptr);
            }
        }
    }
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
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
    return changed;
}

Result<bool> removeDeadOperations(Graph& network, PassContext& context)
{
    uint64_t const before = network.version();
    TENON_ASSIGN(bool const changed, removeUnneeded(network, context));
    if (network.version() != before)
    {
        context.ranges.reset();
    }
    return changed;
}

} // namespace tenon::builder
