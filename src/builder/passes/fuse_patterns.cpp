// Groups of operations that exporters write for one: each pattern of fusion_patterns.inc that is found becomes the operation that it stands
// for, which reads and writes memory once.
#include "builder/passes/activation_slot.h"
#include "builder/passes/fuse_attention.h"
#include "builder/passes/passes.h"
#include "builder/passes/pattern.h"

#include "ops/activation/activation.h"
#include "ops/normalization/normalization.h"

#include <algorithm>
#include <unordered_set>

namespace tenon::builder
{
namespace
{

using nvinfer1::ActivationType;

//! False where the operation cannot stand for the match after all. Adds to match.ops what it removed besides.
using Maker = Result<bool> (*)(Graph& network, Match& match, PassContext& context);

std::string nameOf(Match const& match)
{
    return match.ops.size() > 1 ? fmt::format("{} + {} others", match.ops.front()->name, match.ops.size() - 1)
                                : match.ops.front()->name;
}

Result<bool> makeActivation(Graph& network, Match& match, ActivationType type)
{
    auto made = std::make_unique<ops::ActivationOp>();
    made->params = {type, 0.0F, 0.0F};
    made->name = nameOf(match);
    replaceMatch(network, match, *network.addOp(std::move(made), {match.tensors.at("x")}).outputs[0]);
    return true;
}

Result<bool> makeGeluErf(Graph& network, Match& match, PassContext&)
{
    return makeActivation(network, match, ActivationType::kGELU_ERF);
}

Result<bool> makeGeluTanh(Graph& network, Match& match, PassContext&)
{
    return makeActivation(network, match, ActivationType::kGELU_TANH);
}

//! `otherwise` for as many elements as the last dimension has.
Tensor& filled(Graph& network, std::string name, Tensor const& x, float otherwise)
{
    auto const values = std::make_shared<std::vector<float>>(static_cast<size_t>(x.dims.back()->value()), otherwise);
    graph::Shape dims(x.dims.size(), graph::constant(1));
    dims.back() = x.dims.back();
    return network.addConstant(std::move(name), std::move(dims),
        {base::DataType::kFLOAT, static_cast<int64_t>(values->size()), values->data(), values});
}

//! A constant that one number, or one of each element of the last dimension, is broadcast from.
bool isRowOf(Tensor const& weights, Tensor const& x)
{
    bool fits = weights.dims.size() == x.dims.size() && weights.type == x.type && graph::isConstant(weights.dims);
    for (size_t i = 0; fits && i < x.dims.size(); ++i)
    {
        int64_t const size = weights.dims[i]->value();
        fits = size == 1 || (i + 1 == x.dims.size() && x.dims[i]->isConstant() && size == x.dims[i]->value());
    }
    return fits;
}

Result<bool> makeLayerNorm(Graph& network, Match& match, PassContext&)
{
    Tensor& x = *match.tensors.at("x");
    bool const scaled = match.tensors.count("scale") != 0;
    bool const fits = base::isFloating(x.type) && x.dims.back()->isConstant() && x.dims.back()->value() > 0
        && (!scaled || (isRowOf(*match.tensors.at("scale"), x) && isRowOf(*match.tensors.at("bias"), x)));
    if (!fits || (!scaled && x.type != base::DataType::kFLOAT))
    {
        return false;
    }
    auto made = std::make_unique<ops::NormalizationOp>();
    made->params.axes = 1U << (x.dims.size() - 1);
    made->params.epsilon = match.number("epsilon");
    made->name = nameOf(match);
    Tensor& scale = scaled ? *match.tensors.at("scale") : filled(network, made->name + " scale", x, 1.0F);
    Tensor& bias = scaled ? *match.tensors.at("bias") : filled(network, made->name + " bias", x, 0.0F);
    replaceMatch(network, match, *network.addOp(std::move(made), {&x, &scale, &bias}).outputs[0]);
    return true;
}

//! x · sigmoid(x) where the operation that makes x can do it as its activation, and nobody else sees x.
Result<bool> fuseSwish(Graph& network, Match& match, PassContext&)
{
    Tensor& x = *match.tensors.at("x");
    Op* const producer = x.producer;
    ops::FusedActivation* const slot = producer == nullptr ? nullptr : activationSlot(*producer);
    bool const alone = !graph::isKept(x) && !x.dynamicRange
        && std::all_of(x.consumers.begin(), x.consumers.end(),
            [&](Op* consumer) { return std::find(match.ops.begin(), match.ops.end(), consumer) != match.ops.end(); });
    if (slot == nullptr || !slot->none() || !alone || producer->requestedPrecision || producer->requestedOutputTypes[0])
    {
        return false;
    }
    *slot = {ops::FusedActivation::Kind::kSWISH, 1.0F, 0.0F};
    producer->name = fmt::format("{} + {}", producer->name, nameOf(match));
    Tensor& before = *match.ops.front()->outputs[0];
    std::string const name = before.name;
    network.replaceUses(before, x);
    x.dimensionNames = before.dimensionNames;
    x.dynamicRange = before.dynamicRange;
    x.isDebug = before.isDebug;
    std::vector<Op*> const ops = match.ops;
    for (Op* const op : ops)
    {
        network.removeOp(*op);
    }
    if (!x.isOutput)
    {
        x.name = name;
    }
    network.invalidate(*producer);
    return true;
}

//! The normalization adds the skip connection while it reads: the sum is never stored.
Result<bool> makeSkipNorm(Graph& network, Match& match, PassContext&)
{
    Tensor& x = *match.tensors.at("x");
    Tensor& skip = *match.tensors.at("skip");
    bool const alike = x.type == skip.type
        && std::equal(x.dims.begin(), x.dims.end(), skip.dims.begin(), skip.dims.end(),
            [](graph::Dim const& a, graph::Dim const& b) { return graph::equal(a, b); });
    if (!alike)
    {
        return false;
    }
    Op& norm = *match.ops.front();
    Op& sum = *norm.inputs[0]->producer;
    norm.name = fmt::format("{} + {}", sum.name, norm.name);
    network.setInput(norm, 0, &x);
    network.setInput(norm, ops::kNormalizationSkip, &skip);
    network.removeOp(sum);
    match.ops.erase(match.ops.begin()); // it stays
    return true;
}

struct Fusion
{
    char const* name;
    Maker make;
    Pattern pattern;
};

Result<std::vector<Fusion>> allFusions()
{
    std::vector<Fusion> fusions;
#define TENON_FUSION(name, maker, text)                                                                                \
    {                                                                                                                  \
        TENON_ASSIGN(Pattern pattern, Pattern::parse(text));                                                           \
        fusions.push_back({name, maker, std::move(pattern)});                                                          \
    }
#include "builder/passes/fusion_patterns.inc"
    return fusions;
}

Result<std::vector<Fusion>> skipFusions()
{
    std::vector<Fusion> fusions;
#define TENON_SKIP_FUSION(name, maker, text)                                                                           \
    {                                                                                                                  \
        TENON_ASSIGN(Pattern pattern, Pattern::parse(text));                                                           \
        fusions.push_back({name, maker, std::move(pattern)});                                                          \
    }
#include "builder/passes/fusion_patterns.inc"
    return fusions;
}

Result<bool> fuseAll(std::vector<Fusion> const& fusions, Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    std::unordered_set<Op const*> gone;
    bool changed = false;
    // From the end on: a pattern's root stands behind all of it.
    for (auto it = order.rbegin(); it != order.rend(); ++it)
    {
        if (gone.contains(*it))
        {
            continue;
        }
        auto const function = patternFunctionOf(**it);
        for (Fusion const& fusion : fusions)
        {
            if (!function || !fusion.pattern.mayEndIn(*function))
            {
                continue;
            }
            std::optional<Match> match = fusion.pattern.match(**it);
            if (!match)
            {
                continue;
            }
            std::string const label = (*it)->label();
            size_t const count = match->ops.size();
            TENON_ASSIGN(bool const fused,
                fusion.make(network, *match, context).withNote("while fusing {} at {}", fusion.name, label));
            if (fused)
            {
                context.log().verbose("{}: {} operations become {}", label, count, fusion.name);
                gone.insert(match->ops.begin(), match->ops.end());
                changed = true;
                break;
            }
        }
    }
    if (changed)
    {
        removeLooseTensors(network);
        TENON_CHECK(network.inferAll());
        context.ranges.reset();
    }
    return changed;
}

} // namespace

Result<bool> fusePatterns(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Fusion> const fusions, allFusions());
    return fuseAll(fusions, network, context);
}

Result<bool> fuseSkips(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Fusion> const fusions, skipFusions());
    return fuseAll(fusions, network, context);
}

} // namespace tenon::builder
