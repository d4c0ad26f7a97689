#include "builder/passes/fuse_attention.h"

#include "ops/fused_attention/fused_attention.h"
#include "ops/shuffle/shuffle.h"

#include <algorithm>
#include <set>

namespace tenon::builder
{
namespace
{

using ops::HeadOrder;

using Order = std::vector<int64_t>;

//! The transposition that a shuffle is, and nothing else.
Order const* transpositionOf(Op const* op)
{
    auto const* const shuffle = dynamic_cast<ops::ShuffleOp const*>(op);
    bool const alone = shuffle != nullptr && !shuffle->params.hasReshape && shuffle->params.secondTranspose.empty()
        && shuffle->inputs.size() == 1 && !shuffle->requestedPrecision && !shuffle->requestedOutputTypes[0];
    return alone ? &shuffle->params.firstTranspose : nullptr;
}

//! An operand as it lies before the transposition that makes it, where that is one of heads and tokens.
struct Operand
{
    Tensor* tensor;
    HeadOrder order;
};

Operand operandBefore(Tensor& given, bool isTransposed)
{
    HeadOrder const asGiven = isTransposed ? HeadOrder::kTRANSPOSED : HeadOrder::kHEADS_OUTSIDE;
    Order const* const order = transpositionOf(given.producer);
    if (order == nullptr || given.dynamicRange)
    {
        return {&given, asGiven};
    }
    Tensor& before = *given.producer->inputs[0];
    if (*order == (isTransposed ? Order{0, 2, 3, 1} : Order{0, 2, 1, 3}))
    {
        return {&before, HeadOrder::kHEADS_INSIDE};
    }
    if (isTransposed && *order == Order{0, 1, 3, 2})
    {
        // Keys may have been transposed twice.
        return operandBefore(before, false);
    }
    return {&given, asGiven};
}

//! Sizes that no broadcasting makes equal. Two that are not known are taken for equal; the kernel checks them.
bool isSameSize(graph::Dim const& a, graph::Dim const& b)
{
    if (graph::equal(a, b))
    {
        return true;
    }
    bool const one = (a->isConstant() && a->value() == 1) || (b->isConstant() && b->value() == 1);
    return !one && !(a->isConstant() && b->isConstant());
}

bool fitsOperands(Match const& match, Tensor const& q, Tensor const& k, Tensor const& v, bool isTransposed)
{
    base::DataType const type = match.ops.front()->outputs[0]->type;
    bool const four = q.dims.size() == 4 && k.dims.size() == 4 && v.dims.size() == 4
        && match.ops.front()->outputs[0]->dims.size() == 4;
    return four && q.type == type && k.type == type && v.type == type && isSameSize(q.dims[0], k.dims[0])
        && isSameSize(q.dims[1], k.dims[1]) && isSameSize(q.dims[0], v.dims[0]) && isSameSize(q.dims[1], v.dims[1])
        && isSameSize(q.dims[3], k.dims[isTransposed ? 2 : 3]) && isSameSize(v.dims[2], k.dims[isTransposed ? 3 : 2]);
}

bool fitsMask(Tensor const& mask, Tensor const& q, graph::Dim const& tokens)
{
    graph::Dim const scores[]{q.dims[0], q.dims[1], q.dims[2], tokens};
    bool fits = mask.dims.size() == 4;
    for (size_t i = 0; fits && i < 4; ++i)
    {
        bool const repeated = mask.dims[i]->isConstant() && mask.dims[i]->value() == 1;
        fits = repeated || isSameSize(mask.dims[i], scores[i]);
    }
    return fits;
}

//! The transposition of heads and tokens that alone uses the attention's result; null where there is none.
Op* transpositionBehind(Tensor const& result)
{
    bool const alone = !result.isOutput && !result.dynamicRange && result.consumers.size() == 1;
    Order const* const order = alone ? transpositionOf(result.consumers[0]) : nullptr;
    return order != nullptr && *order == Order{0, 2, 1, 3} ? result.consumers[0] : nullptr;
}

Tensor* find(Match const& match, std::string_view name)
{
    auto const found = match.tensors.find(name);
    return found == match.tensors.end() ? nullptr : found->second;
}

float scaleOfScores(Match const& match)
{
    float scale = 1.0F;
    for (char const* const factor : {"scale", "qscale", "kscale"})
    {
        scale *= find(match, factor) == nullptr ? 1.0F : match.number(factor);
    }
    return find(match, "divisor") == nullptr ? scale : scale / match.number("divisor");
}

//! Transpositions that make these tensors and that nobody uses any more.
void removeUnused(Graph& network, std::vector<Tensor*> const& tensors, std::vector<Op*>& removed)
{
    // One may make several of the tensors: they are gone with it.
    std::set<Op*> producers;
    for (Tensor* const tensor : tensors)
    {
        producers.insert(tensor->producer);
    }
    for (Op* op : producers)
    {
        while (op != nullptr && transpositionOf(op) != nullptr && op->outputs[0]->consumers.empty()
            && !op->outputs[0]->isOutput)
        {
            Op* const before = op->inputs[0]->producer;
            bool const another = producers.count(before) != 0;
            removed.push_back(op);
            network.removeOp(*op);
            if (another)
            {
                break;
            }
            op = before;
        }
    }
}

} // namespace

Result<bool> fuseAttention(Graph& network, Match& match, PassContext& context)
{
    bool const isTransposed = find(match, "k") != nullptr;
    Tensor& q = *match.tensors.at("q");
    Tensor& k = *match.tensors.at(isTransposed ? "k" : "keys");
    Tensor& v = *match.tensors.at("v");
    Tensor* const condition = find(match, "condition");
    Tensor* const mask = condition != nullptr ? condition : find(match, "mask");
    bool fits = context.device().kind() == devices::DeviceKind::kCPU && fitsOperands(match, q, k, v, isTransposed);
    if (fits && mask != nullptr)
    {
        fits = fitsMask(*mask, q, k.dims[isTransposed ? 3 : 2])
            && mask->type == (condition != nullptr ? base::DataType::kBOOL : q.type);
    }
    if (!fits)
    {
        return false;
    }
    Operand const queries = operandBefore(q, false);
    Operand const keys = operandBefore(k, isTransposed);
    Operand const values = operandBefore(v, false);
    Op* const behind = transpositionBehind(*match.ops.front()->outputs[0]);
    auto made = std::make_unique<ops::FusedAttentionOp>();
    made->name = fmt::format("{} + {} others", match.ops.front()->name, match.ops.size() - 1);
    made->params = {queries.order, keys.order, values.order,
        behind == nullptr ? HeadOrder::kHEADS_OUTSIDE : HeadOrder::kHEADS_INSIDE, scaleOfScores(match),
        match.number("fill")};
    std::vector<Tensor*> inputs{queries.tensor, keys.tensor, values.tensor};
    if (mask != nullptr)
    {
        inputs.push_back(mask);
    }
    Tensor& result = *network.addOp(std::move(made), std::move(inputs)).outputs[0];
    if (behind != nullptr)
    {
        match.ops.insert(match.ops.begin(), behind);
    }
    replaceMatch(network, match, result);
    removeUnused(network, {&q, &k, &v}, match.ops);
    return true;
}

} // namespace tenon::builder
