// Transpositions and reshapes that need not be done: shuffles behind shuffles become one, those that change nothing go, and a transposition (or
// reshape) behind operations that do not care for the order of dimensions cancels the inverse before them.
//
//     transpose(f(transpose(x)))            →  f(x)                       where the one undoes the other
//     transpose(add(transpose(x), y))       →  add(x, transpose(y))       one fewer; a constant y is transposed now
//     reshape(f(reshape(x)))                →  f(x)                       where the dims are x's again
//
// f: activations, unary functions, casts, sums and other functions of elements, choices; along an axis that is renamed: reductions that keep their
// dimensions, softmax, concatenations.
#include "builder/passes/passes.h"

#include "ops/activation/activation.h"
#include "ops/cast/cast.h"
#include "ops/concatenation/concatenation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/identity/identity.h"
#include "ops/reduce/reduce.h"
#include "ops/select/select.h"
#include "ops/shuffle/shuffle.h"
#include "ops/softmax/softmax.h"
#include "ops/unary/unary.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace tenon::builder
{
namespace
{

using Order = std::vector<int64_t>;

//! How far a transposition looks for its inverse.
constexpr size_t kMaxRegionOps = 64;

bool isIdentityOrder(Order const& order)
{
    for (size_t i = 0; i < order.size(); ++i)
    {
        if (order[i] != static_cast<int64_t>(i))
        {
            return false;
        }
    }
    return true;
}

//! The order of a transposition by `first`, then by `second`; empty stands for none.
Order composed(Order const& first, Order const& second)
{
    if (first.empty() || second.empty())
    {
        return first.empty() ? second : first;
    }
    Order both;
    for (int64_t const d : second)
    {
        both.push_back(first[static_cast<size_t>(d)]);
    }
    return both;
}

bool asksNothing(Op const& op)
{
    return !op.requestedPrecision
        && std::none_of(op.requestedOutputTypes.begin(), op.requestedOutputTypes.end(),
            [](auto const& type) { return type.has_value(); });
}

//! A value that only the network's inside sees.
bool isInner(Tensor const& tensor)
{
    return !isKept(tensor) && !tensor.dynamicRange && !tensor.isInput;
}

//! A value in whose place another may stand, an output of the network too.
bool isReplaceable(Tensor const& tensor)
{
    return !tensor.isDebug && !tensor.dynamicRange && !tensor.isInput;
}

//! A shuffle whose dims are parameters.
ops::ShuffleOp* plainShuffle(Op* op)
{
    auto* const shuffle = dynamic_cast<ops::ShuffleOp*>(op);
    return shuffle != nullptr && shuffle->inputs.size() == 1 && asksNothing(*shuffle) ? shuffle : nullptr;
}

//! Its order where it transposes and does nothing else; empty else.
Order transpositionOnly(Op* op)
{
    ops::ShuffleOp const* const shuffle = plainShuffle(op);
    return shuffle != nullptr && !shuffle->params.hasReshape
        ? composed(shuffle->params.firstTranspose, shuffle->params.secondTranspose)
        : Order{};
}

bool isReshapeOnly(Op* op)
{
    ops::ShuffleOp const* const shuffle = plainShuffle(op);
    return shuffle != nullptr && shuffle->params.hasReshape && isIdentityOrder(shuffle->params.firstTranspose)
        && isIdentityOrder(shuffle->params.secondTranspose);
}

bool haveEqualDims(graph::Shape const& a, graph::Shape const& b)
{
    return a.size() == b.size()
        && std::equal(
            a.begin(), a.end(), b.begin(), [](graph::Dim const& x, graph::Dim const& y) { return graph::equal(x, y); });
}

//! The reshape without dims that stand for those of its input; false where one of them is not a number.
bool resolvePlaceholders(ops::ShuffleParams& params, graph::Shape const& before)
{
    for (int32_t d = 0; d < params.reshape.nbDims && params.zeroIsPlaceholder; ++d)
    {
        if (params.reshape.d[d] != 0)
        {
            continue;
        }
        bool const known = static_cast<size_t>(d) < before.size() && before[static_cast<size_t>(d)]->isConstant()
            && before[static_cast<size_t>(d)]->value() > 0;
        if (!known)
        {
            return false;
        }
        params.reshape.d[d] = before[static_cast<size_t>(d)]->value();
    }
    return true;
}

//! The parameters of one shuffle that does what `a`, then `b` do; nullopt where there is none. `middle`: what lies between.
std::optional<ops::ShuffleParams> merged(ops::ShuffleParams const& a, ops::ShuffleParams const& b, Tensor const& middle)
{
    ops::ShuffleParams both = b;
    if (!a.hasReshape)
    {
        both.firstTranspose = composed(composed(a.firstTranspose, a.secondTranspose), b.firstTranspose);
        return both;
    }
    if (!b.hasReshape)
    {
        both = a;
        both.secondTranspose = composed(a.secondTranspose, composed(b.firstTranspose, b.secondTranspose));
        return both;
    }
    if (!isIdentityOrder(composed(a.secondTranspose, b.firstTranspose)))
    {
        return std::nullopt;
    }
    // Between the two lies a's reshape: middle, but for transpositions that undo each other.
    graph::Shape between;
    for (size_t i = 0; i < middle.dims.size(); ++i)
    {
        between.push_back(middle.dims[b.firstTranspose.empty() ? i : static_cast<size_t>(b.firstTranspose[i])]);
    }
    if (!resolvePlaceholders(both, between))
    {
        return std::nullopt;
    }
    both.firstTranspose = a.firstTranspose;
    return both;
}

//! Shuffles behind shuffles, and those that change nothing.
bool mergeShuffle(Graph& network, ops::ShuffleOp& second, std::unordered_set<Op const*>& gone)
{
    bool changed = false;
    while (ops::ShuffleOp* const first = plainShuffle(second.inputs[0]->producer))
    {
        Tensor& middle = *first->outputs[0];
        if (!isInner(middle))
        {
            break;
        }
        auto const params = merged(first->params, second.params, middle);
        if (!params)
        {
            break;
        }
        second.params = *params;
        network.setInput(second, 0, first->inputs[0]);
        network.invalidate(second);
        if (middle.consumers.empty())
        {
            gone.insert(first);
            network.removeOp(*first);
        }
        changed = true;
    }
    return changed;
}

//! True where the output's elements are the input's, in their order and dims.
bool changesNothing(ops::ShuffleOp const& shuffle)
{
    Tensor const& x = *shuffle.inputs[0];
    Tensor const& y = *shuffle.outputs[0];
    bool const still =
        isIdentityOrder(shuffle.params.firstTranspose) && isIdentityOrder(shuffle.params.secondTranspose);
    bool const mayStandForIt = !y.isOutput || (isInner(x) && x.producer != nullptr);
    return still && mayStandForIt && isReplaceable(y) && x.type == y.type && haveEqualDims(x.dims, y.dims);
}

//! Operations that treat all dimensions alike, or one that can be renamed.
bool followsOrder(Op const& op)
{
    auto const* const reduce = dynamic_cast<ops::ReduceOp const*>(&op);
    bool const alike = dynamic_cast<ops::ActivationOp const*>(&op) != nullptr
        || dynamic_cast<ops::UnaryOp const*>(&op) != nullptr || dynamic_cast<ops::CastOp const*>(&op) != nullptr
        || dynamic_cast<ops::IdentityOp const*>(&op) != nullptr
        || dynamic_cast<ops::ElementWiseOp const*>(&op) != nullptr
        || dynamic_cast<ops::SelectOp const*>(&op) != nullptr;
    bool const alongAxis = (reduce != nullptr && reduce->params.keepDimensions)
        || dynamic_cast<ops::SoftMaxOp const*>(&op) != nullptr
        || dynamic_cast<ops::ConcatenationOp const*>(&op) != nullptr;
    return (alike || alongAxis) && op.outputs.size() == 1 && isInner(*op.outputs[0]) && !op.outputs[0]->values
        && std::none_of(op.inputs.begin(), op.inputs.end(), [](Tensor const* input) { return input == nullptr; });
}

//! Dimensions of the operation after its tensors were transposed by `order`: dimension order[i] has become i.
void renameAxes(Op& op, Order const& order)
{
    auto const renamed = [&](int32_t axis) {
        return static_cast<int32_t>(std::find(order.begin(), order.end(), axis) - order.begin());
    };
    if (auto* const softmax = dynamic_cast<ops::SoftMaxOp*>(&op))
    {
        softmax->params.axis = renamed(softmax->params.axis);
    }
    else if (auto* const concatenation = dynamic_cast<ops::ConcatenationOp*>(&op))
    {
        concatenation->params.axis = renamed(concatenation->params.axis);
    }
    else if (auto* const reduce = dynamic_cast<ops::ReduceOp*>(&op))
    {
        uint32_t axes = 0;
        for (size_t d = 0; d < order.size(); ++d)
        {
            axes |= (reduce->params.axes >> d & 1U) != 0 ? 1U << renamed(static_cast<int32_t>(d)) : 0U;
        }
        reduce->params.axes = axes;
    }
}

//! What lies before a transposition and follows any order of dimensions, back to other operations.
struct OrderFreeRegion
{
    std::vector<Op*> ops;
    std::unordered_set<Op const*> members;
    std::vector<Tensor*> edge; //!< what comes in, each once
};

//! nullopt where somebody else looks inside.
std::optional<OrderFreeRegion> regionBefore(Op& transposition, size_t rank)
{
    OrderFreeRegion region;
    std::vector<Op*> stack{transposition.inputs[0]->producer};
    if (stack[0] == nullptr || !followsOrder(*stack[0]))
    {
        return std::nullopt;
    }
    region.members.insert(stack[0]);
    while (!stack.empty())
    {
        Op* const op = stack.back();
        stack.pop_back();
        region.ops.push_back(op);
        for (Tensor* const input : op->inputs)
        {
            if (input->dims.size() != rank)
            {
                return std::nullopt;
            }
            Op* const producer = input->producer;
            bool const joins = producer != nullptr && region.members.size() < kMaxRegionOps && followsOrder(*producer);
            if (joins)
            {
                if (region.members.insert(producer).second)
                {
                    stack.push_back(producer);
                }
                continue;
            }
            if (std::find(region.edge.begin(), region.edge.end(), input) == region.edge.end())
            {
                region.edge.push_back(input);
            }
        }
    }
    for (Op const* const op : region.ops)
    {
        for (Op const* const consumer : op->outputs[0]->consumers)
        {
            if (consumer != &transposition && region.members.count(consumer) == 0)
            {
                return std::nullopt;
            }
        }
    }
    return region;
}

//! True if the region's operations are the only ones that use what the transposition before it makes.
bool usedBy(OrderFreeRegion const& region, Tensor const& tensor)
{
    return isInner(tensor) && std::all_of(tensor.consumers.begin(), tensor.consumers.end(), [&](Op const* op) {
        return region.members.count(op) != 0;
    });
}

//! How many transpositions fewer there are once the one behind the region, by `order`, has moved before it; 0 where it cancels none.
int64_t transpositionsSaved(OrderFreeRegion const& region, Order const& order)
{
    int64_t saved = 1;
    bool cancelsOne = false;
    for (Tensor const* const tensor : region.edge)
    {
        Order const before = transpositionOnly(tensor->producer);
        if (before.empty())
        {
            saved -= tensor->constant ? 0 : 1;
            continue;
        }
        bool const cancels = isIdentityOrder(composed(before, order));
        bool const goes = usedBy(region, *tensor);
        cancelsOne = cancelsOne || cancels;
        saved += cancels ? (goes ? 1 : 0) : (goes ? 0 : -1);
    }
    return cancelsOne ? saved : 0;
}

//! Moves the transposition before the region where fewer are left then. What then stands in its place; null where it stays.
Tensor* cancelTransposition(Graph& network, Op& last, std::unordered_set<Op const*>& gone)
{
    Order const order = transpositionOnly(&last);
    if (order.empty() || isIdentityOrder(order) || !isReplaceable(*last.outputs[0]))
    {
        return nullptr;
    }
    auto const region = regionBefore(last, order.size());
    if (!region)
    {
        return nullptr;
    }
    if (transpositionsSaved(*region, order) < 1)
    {
        return nullptr;
    }
    for (Tensor* const tensor : region->edge)
    {
        Op* const producer = tensor->producer;
        Order const both = composed(transpositionOnly(producer), order);
        Tensor* replacement = transpositionOnly(producer).empty() ? tensor : producer->inputs[0];
        if (!isIdentityOrder(both))
        {
            auto shuffle = std::make_unique<ops::ShuffleOp>();
            shuffle->params.firstTranspose = both;
            shuffle->name = fmt::format("{} of {}", last.name, tensor->name);
            replacement = network.addOp(std::move(shuffle), {replacement}).outputs[0];
        }
        std::vector<Op*> const consumers = tensor->consumers;
        for (Op* const consumer : consumers)
        {
            for (size_t i = 0; region->members.count(consumer) != 0 && i < consumer->inputs.size(); ++i)
            {
                if (consumer->inputs[i] == tensor)
                {
                    network.setInput(*consumer, i, replacement);
                }
            }
        }
        if (producer != nullptr && !transpositionOnly(producer).empty() && tensor->consumers.empty()
            && isInner(*tensor))
        {
            gone.insert(producer);
            network.removeOp(*producer);
        }
    }
    for (Op* const op : region->ops)
    {
        renameAxes(*op, order);
        network.invalidate(*op);
    }
    Tensor& result = *last.inputs[0];
    std::string const name = last.outputs[0]->name;
    result.dimensionNames = last.outputs[0]->dimensionNames;
    network.replaceUses(*last.outputs[0], result);
    gone.insert(&last);
    network.removeOp(last);
    result.name = name;
    return &result;
}

//! reshape(f(reshape(x))) with x's dims again, where f are functions of single elements. What then stands in its place; null where it stays.
Tensor* cancelReshape(Graph& network, Op& last, std::unordered_set<Op const*>& gone)
{
    if (!isReshapeOnly(&last) || !isReplaceable(*last.outputs[0]))
    {
        return nullptr;
    }
    std::vector<Op*> chain;
    Op* op = last.inputs[0]->producer;
    auto const isFunction = [](Op const* each) {
        return dynamic_cast<ops::ActivationOp const*>(each) != nullptr
            || dynamic_cast<ops::UnaryOp const*>(each) != nullptr || dynamic_cast<ops::CastOp const*>(each) != nullptr;
    };
    while (op != nullptr && isFunction(op) && chain.size() < kMaxRegionOps && isInner(*op->outputs[0])
        && op->outputs[0]->consumers.size() == 1 && !op->outputs[0]->values)
    {
        chain.push_back(op);
        op = op->inputs[0]->producer;
    }
    if (chain.empty() || op == nullptr || !isReshapeOnly(op) || !isInner(*op->outputs[0])
        || !haveEqualDims(op->inputs[0]->dims, last.outputs[0]->dims))
    {
        return nullptr;
    }
    network.setInput(*chain.back(), 0, op->inputs[0]);
    network.invalidate(*chain.back());
    Tensor& result = *last.inputs[0];
    std::string const name = last.outputs[0]->name;
    network.replaceUses(*last.outputs[0], result);
    gone.insert(&last);
    network.removeOp(last);
    result.name = name;
    if (op->outputs[0]->consumers.empty())
    {
        gone.insert(op);
        network.removeOp(*op);
    }
    return &result;
}

Result<bool> moveOnce(Graph& network)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    std::unordered_set<Op const*> gone;
    bool changed = false;
    for (Op* const op : order)
    {
        if (gone.count(op) != 0)
        {
            continue;
        }
        ops::ShuffleOp* const shuffle = plainShuffle(op);
        if (shuffle == nullptr || shuffle->outputs[0]->values)
        {
            continue;
        }
        if (mergeShuffle(network, *shuffle, gone))
        {
            changed = true;
            TENON_CHECK(network.infer(*shuffle->outputs[0]));
        }
        if (changesNothing(*shuffle))
        {
            Tensor& x = *shuffle->inputs[0];
            network.replaceUses(*shuffle->outputs[0], x);
            gone.insert(op);
            network.removeOp(*op);
            changed = true;
            continue;
        }
        Tensor* result = cancelTransposition(network, *op, gone);
        result = result == nullptr ? cancelReshape(network, *op, gone) : result;
        if (result != nullptr)
        {
            changed = true;
            TENON_CHECK(network.infer(*result));
        }
    }
    return changed;
}

} // namespace

Result<bool> moveShuffles(Graph& network, PassContext& context)
{
    bool changed = false;
    // What moved may meet its inverse in the next round.
    constexpr int32_t kMaxRounds = 4;
    for (int32_t round = 0; round < kMaxRounds; ++round)
    {
        TENON_ASSIGN(bool const moved, moveOnce(network));
        changed = changed || moved;
        if (!moved)
        {
            break;
        }
    }
    if (changed)
    {
        removeLooseTensors(network);
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
        TENON_CHECK(foldConstants(network, context)); // transpositions of constants
    }
    return changed;
}

} // namespace tenon::builder
