// Loops and conditionals: of the layers at a region's edge, and of what lies between them, one operation with a body of its own.
//
// An operation lies inside a loop if it depends on what changes from iteration to iteration and the loop needs it; inside a branch if it depends
// on the conditional's inputs and the branch needs it. What does not depend is computed outside, once. The innermost region comes first.
#include "builder/passes/passes.h"
#include "builder/passes/region_body.h"

#include "ops/conditional/conditional.h"
#include "ops/conditional/conditional_boundaries.h"
#include "ops/loop/loop.h"
#include "ops/loop/loop_boundaries.h"

#include <algorithm>
#include <map>
#include <set>

namespace tenon::builder
{
namespace
{

using nvinfer1::LoopOutput;
using nvinfer1::TripLimit;
using OpSet = std::unordered_set<Op const*>;

//! The layers at the edge of one loop or conditional.
struct Region
{
    // A loop's:
    std::vector<ops::TripLimitOp*> limits;
    std::vector<ops::IteratorOp*> iterators;
    std::vector<ops::RecurrenceOp*> recurrences;
    std::vector<ops::LoopOutputOp*> loopOutputs;
    // A conditional's:
    std::vector<ops::ConditionOp*> conditions;
    std::vector<ops::ConditionalInputOp*> conditionalInputs;
    std::vector<ops::ConditionalOutputOp*> conditionalOutputs;

    bool isLoop{false};
    OpSet edge; //!< all of the above

    std::string name() const
    {
        if (isLoop)
        {
            return !loopOutputs.empty() ? loopOutputs[0]->name : !recurrences.empty() ? recurrences[0]->name : "loop";
        }
        return !conditionalOutputs.empty() ? conditionalOutputs[0]->name : "conditional";
    }
    std::string label() const { return fmt::format("{} of \"{}\"", isLoop ? "loop" : "conditional", name()); }
};

bool isEdge(Op const& op)
{
    std::string_view const kind = op.kind();
    return kind == ops::TripLimitOp::kKind || kind == ops::IteratorOp::kKind || kind == ops::RecurrenceOp::kKind
        || kind == ops::LoopOutputOp::kKind || kind == ops::ConditionOp::kKind || kind == ops::ConditionalInputOp::kKind
        || kind == ops::ConditionalOutputOp::kKind;
}

//! By kind (loops are true) and number.
using Regions = std::map<std::pair<bool, int32_t>, Region>;

Regions findRegions(Graph const& network)
{
    Regions regions;
    auto const take = [&](Op* op, bool isLoop, int32_t number) -> Region& {
        Region& region = regions[{isLoop, number}];
        region.isLoop = isLoop;
        region.edge.insert(op);
        return region;
    };
    for (auto const& each : network.ops())
    {
        Op* const op = each.get();
        if (!isEdge(*op))
        {
            continue;
        }
        if (auto* const limit = dynamic_cast<ops::TripLimitOp*>(op))
            take(op, true, limit->params.loop).limits.push_back(limit);
        if (auto* const iterator = dynamic_cast<ops::IteratorOp*>(op))
            take(op, true, iterator->params.loop).iterators.push_back(iterator);
        if (auto* const recurrence = dynamic_cast<ops::RecurrenceOp*>(op))
            take(op, true, recurrence->params.loop).recurrences.push_back(recurrence);
        if (auto* const output = dynamic_cast<ops::LoopOutputOp*>(op))
            take(op, true, output->params.loop).loopOutputs.push_back(output);
        if (auto* const condition = dynamic_cast<ops::ConditionOp*>(op))
            take(op, false, condition->params.conditional).conditions.push_back(condition);
        if (auto* const input = dynamic_cast<ops::ConditionalInputOp*>(op))
            take(op, false, input->params.conditional).conditionalInputs.push_back(input);
        if (auto* const output = dynamic_cast<ops::ConditionalOutputOp*>(op))
        {
            take(op, false, output->params.conditional).conditionalOutputs.push_back(output);
        }
    }
    return regions;
}

//! What depends on the sources, short of the region's own edge.
OpSet dependents(std::vector<Tensor*> const& sources, Region const& region)
{
    OpSet found;
    std::vector<Tensor const*> stack(sources.begin(), sources.end());
    while (!stack.empty())
    {
        Tensor const* const tensor = stack.back();
        stack.pop_back();
        for (Op const* const consumer : tensor->consumers)
        {
            if (region.edge.count(consumer) == 0 && found.insert(consumer).second)
            {
                stack.insert(stack.end(), consumer->outputs.begin(), consumer->outputs.end());
            }
        }
    }
    return found;
}

//! Of `among`, what the sinks are computed from.
OpSet neededFor(std::vector<Tensor*> const& sinks, OpSet const& among)
{
    OpSet found;
    std::vector<Tensor const*> stack(sinks.begin(), sinks.end());
    while (!stack.empty())
    {
        Tensor const* const tensor = stack.back();
        stack.pop_back();
        Op const* const producer = tensor == nullptr ? nullptr : tensor->producer;
        if (producer != nullptr && among.count(producer) != 0 && found.insert(producer).second)
        {
            stack.insert(stack.end(), producer->inputs.begin(), producer->inputs.end());
        }
    }
    return found;
}

//! Error where something inside is used outside: it has to leave through an output of the region.
Status checkNothingLeaks(OpSet const& inside, Region const& region)
{
    for (Op const* const op : inside)
    {
        for (Tensor const* const output : op->outputs)
        {
            auto const outside = [&](Op const* consumer) {
                return inside.count(consumer) == 0 && region.edge.count(consumer) == 0;
            };
            auto const leak = std::find_if(output->consumers.begin(), output->consumers.end(), outside);
            if (output->isOutput || leak != output->consumers.end())
            {
                return base::invalidArgument(
                    "{}: expected what it computes to leave through its outputs, found {} used by {}; add a loop output or a "
                    "conditional output for it",
                    region.label(), op->label(),
                    output->isOutput ? std::string("the network as an output") : (*leak)->label());
            }
        }
    }
    return {};
}

std::vector<Tensor*> outputsOf(auto const& ops)
{
    std::vector<Tensor*> all;
    for (auto const* const op : ops)
    {
        all.insert(all.end(), op->outputs.begin(), op->outputs.end());
    }
    return all;
}

//! Inputs of the operation that a region becomes, each once.
class RegionInputs
{
public:
    int64_t of(Tensor& tensor)
    {
        auto const it = std::find(inputs_.begin(), inputs_.end(), &tensor);
        if (it != inputs_.end())
        {
            return it - inputs_.begin();
        }
        inputs_.push_back(&tensor);
        return static_cast<int64_t>(inputs_.size()) - 1;
    }
    std::vector<Tensor*> const& list() const { return inputs_; }

private:
    std::vector<Tensor*> inputs_;
};

//! Puts `made` in the place of the region's outputs, and takes the region out of the network.
Status replaceRegion(Graph& network, Region const& region, OpSet const& inside, std::unique_ptr<Op> made,
    std::vector<Tensor*> inputs, std::vector<Op*> const& outputs)
{
    Op& op = network.addOp(std::move(made), std::move(inputs));
    for (size_t i = 0; i < outputs.size(); ++i)
    {
        Tensor& before = *outputs[i]->outputs[0];
        Tensor& after = *op.outputs[i];
        after.name = before.name;
        after.dynamicRange = before.dynamicRange;
        after.dimensionNames = before.dimensionNames;
        after.isDebug = before.isDebug;
        network.replaceUses(before, after);
    }
    for (ops::RecurrenceOp* const recurrence : region.recurrences)
    {
        network.setInput(*recurrence, 1, nullptr);
    }
    // Without their inputs none of them uses what another makes: they go in any order.
    std::vector<Op*> gone;
    for (OpSet const* const list : {&region.edge, &inside})
    {
        for (Op const* const each : *list)
        {
            gone.push_back(const_cast<Op*>(each));
        }
    }
    for (Op* const each : gone)
    {
        for (size_t i = 0; i < each->inputs.size(); ++i)
        {
            network.setInput(*each, i, nullptr);
        }
    }
    for (Op* const each : gone)
    {
        network.removeOp(*each);
    }
    return {};
}

Status checkLoopShape(Region const& region)
{
    size_t counts = 0;
    for (ops::TripLimitOp const* const limit : region.limits)
    {
        counts += limit->params.limit == TripLimit::kCOUNT ? 1 : 0;
    }
    size_t const whiles = region.limits.size() - counts;
    if (counts > 1 || whiles > 1 || region.limits.empty())
    {
        return base::invalidArgument(
            "{}: expected a trip limit of kCOUNT, of kWHILE, or one of each, found {} and {}; call ILoop::addTripLimit",
            region.label(), counts, whiles);
    }
    for (ops::RecurrenceOp const* const recurrence : region.recurrences)
    {
        if (recurrence->inputs.size() < 2 || recurrence->inputs[1] == nullptr)
        {
            return base::invalidArgument(
                "{}: expected what an iteration hands on, found none; call IRecurrenceLayer::setInput(1, …)",
                recurrence->label());
        }
    }
    for (ops::LoopOutputOp const* const output : region.loopOutputs)
    {
        Op const* const producer = output->inputs[0]->producer;
        bool const recurs =
            std::find(region.recurrences.begin(), region.recurrences.end(), producer) != region.recurrences.end();
        if (output->params.output == LoopOutput::kLAST_VALUE && !recurs)
        {
            return base::invalidArgument(
                "{}: expected the output of a recurrence of the loop for kLAST_VALUE, found \"{}\"", output->label(),
                output->inputs[0]->name);
        }
    }
    return {};
}

Status formLoop(Graph& network, Region& region, OpSet const& reach)
{
    TENON_CHECK(checkLoopShape(region));
    std::vector<Tensor*> sinks;
    ops::TripLimitOp const* count = nullptr;
    ops::TripLimitOp const* condition = nullptr;
    for (ops::TripLimitOp const* const limit : region.limits)
    {
        (limit->params.limit == TripLimit::kCOUNT ? count : condition) = limit;
    }
    if (condition != nullptr)
    {
        sinks.push_back(condition->inputs[0]);
    }
    for (ops::RecurrenceOp const* const recurrence : region.recurrences)
    {
        sinks.push_back(recurrence->inputs[1]);
    }
    for (ops::LoopOutputOp const* const output : region.loopOutputs)
    {
        if (output->params.output != LoopOutput::kLAST_VALUE)
        {
            sinks.push_back(output->inputs[0]);
        }
    }
    OpSet inside = neededFor(sinks, reach);
    // What has no output is there for its effect.
    for (Op const* const op : reach)
    {
        if (op->outputs.empty())
        {
            OpSet const more = neededFor(op->inputs, reach);
            inside.insert(more.begin(), more.end());
            inside.insert(op);
        }
    }
    TENON_CHECK(checkNothingLeaks(inside, region));

    auto made = std::make_unique<ops::LoopOp>();
    made->name = region.name();
    RegionInputs inputs;
    RegionBody body(network);
    std::vector<ops::LoopInput> sources;
    std::unordered_map<Op const*, size_t> bodyInputOf;
    for (ops::RecurrenceOp* const recurrence : region.recurrences)
    {
        bodyInputOf[recurrence] = sources.size();
        TENON_CHECK(body.addInput(*recurrence->outputs[0]));
        sources.push_back({ops::LoopInput::Kind::kCARRIED, inputs.of(*recurrence->inputs[0]), 0, false, 0});
    }
    for (ops::IteratorOp* const iterator : region.iterators)
    {
        TENON_CHECK(body.addInput(*iterator->outputs[0]));
        sources.push_back({ops::LoopInput::Kind::kITERATED, inputs.of(*iterator->inputs[0]), iterator->params.axis,
            iterator->params.reverse, 0});
    }
    TENON_CHECK(body.addOps(inside));
    auto const sink = [&](Tensor* tensor) -> Result<int64_t> { return body.addOutput(*tensor); };
    if (condition != nullptr)
    {
        TENON_ASSIGN(made->params.conditionOutput, sink(condition->inputs[0]));
    }
    for (size_t i = 0; i < region.recurrences.size(); ++i)
    {
        TENON_ASSIGN(sources[i].next, sink(region.recurrences[i]->inputs[1]));
    }
    for (ops::LoopOutputOp const* const output : region.loopOutputs)
    {
        ops::LoopResult result{output->params.output, 0, output->params.axis, -1, false};
        if (result.kind == LoopOutput::kLAST_VALUE)
        {
            result.source = static_cast<int64_t>(bodyInputOf.at(output->inputs[0]->producer));
        }
        else
        {
            TENON_ASSIGN(result.source, sink(output->inputs[0]));
            bool const hasLength = output->inputs.size() > 1 && output->inputs[1] != nullptr;
            result.isBound = !hasLength;
            result.length = inputs.of(*output->inputs[hasLength ? 1 : 2]);
        }
        made->params.addResult(result);
    }
    for (Tensor* const captured : body.captured())
    {
        sources.push_back({ops::LoopInput::Kind::kINVARIANT, inputs.of(*captured), 0, false, 0});
    }
    for (ops::LoopInput const& source : sources)
    {
        made->params.addInput(source);
    }
    made->params.countInput = count == nullptr ? -1 : inputs.of(*count->inputs[0]);
    TENON_ASSIGN(made->body, body.take());
    std::vector<Op*> const outputs(region.loopOutputs.begin(), region.loopOutputs.end());
    return replaceRegion(network, region, reach, std::move(made), inputs.list(), outputs);
}

Status formConditional(Graph& network, Region& region, OpSet const& reach)
{
    if (region.conditions.size() != 1)
    {
        return base::invalidArgument("{}: expected one condition, found {}; call IIfConditional::setCondition once",
            region.label(), region.conditions.size());
    }
    auto made = std::make_unique<ops::IfOp>();
    made->name = region.name();
    RegionInputs inputs;
    inputs.of(*region.conditions[0]->inputs[0]);
    OpSet all;
    std::array<OpSet, 2> inside;
    for (size_t b = 0; b < 2; ++b)
    {
        std::vector<Tensor*> sinks;
        for (ops::ConditionalOutputOp const* const output : region.conditionalOutputs)
        {
            sinks.push_back(output->inputs[b]);
        }
        inside[b] = neededFor(sinks, reach);
        all.insert(inside[b].begin(), inside[b].end());
    }
    // A check belongs to the branch that computes what it looks at.
    for (Op const* const op : reach)
    {
        for (size_t b = 0; b < 2 && op->outputs.empty(); ++b)
        {
            OpSet const looksAt = neededFor(op->inputs, reach);
            bool const here = std::any_of(looksAt.begin(), looksAt.end(),
                [&](Op const* each) { return inside[b].count(each) != 0 && inside[1 - b].count(each) == 0; });
            if (here)
            {
                inside[b].insert(looksAt.begin(), looksAt.end());
                inside[b].insert(op);
            }
        }
    }
    all.insert(inside[0].begin(), inside[0].end());
    all.insert(inside[1].begin(), inside[1].end());
    TENON_CHECK(checkNothingLeaks(all, region));
    for (size_t b = 0; b < 2; ++b)
    {
        RegionBody body(network);
        for (ops::ConditionalInputOp const* const input : region.conditionalInputs)
        {
            body.alias(*input->outputs[0], *input->inputs[0]);
        }
        TENON_CHECK(body.addOps(inside[b]));
        for (ops::ConditionalOutputOp const* const output : region.conditionalOutputs)
        {
            TENON_ASSIGN(int64_t const index, body.addOutput(*output->inputs[b]));
            (b == 0 ? made->params.thenOutputs : made->params.elseOutputs).push_back(index);
        }
        for (Tensor* const captured : body.captured())
        {
            (b == 0 ? made->params.thenInputs : made->params.elseInputs).push_back(inputs.of(*captured));
        }
        TENON_ASSIGN(made->branches[b], body.take());
    }
    std::vector<Op*> const outputs(region.conditionalOutputs.begin(), region.conditionalOutputs.end());
    return replaceRegion(network, region, reach, std::move(made), inputs.list(), outputs);
}

//! Forms the regions that have no other inside, and takes them out of the list.
Status formInnermost(Graph& network, Regions& regions)
{
    size_t const before = regions.size();
    for (auto it = regions.begin(); it != regions.end();)
    {
        Region& region = it->second;
        std::vector<Tensor*> sources =
            region.isLoop ? outputsOf(region.recurrences) : outputsOf(region.conditionalInputs);
        std::vector<Tensor*> const more = outputsOf(region.iterators);
        sources.insert(sources.end(), more.begin(), more.end());
        OpSet const reach = dependents(sources, region);
        if (std::any_of(reach.begin(), reach.end(), [](Op const* op) { return isEdge(*op); }))
        {
            ++it;
            continue;
        }
        std::string const label = region.label(); // its layers go
        TENON_CHECK((region.isLoop ? formLoop : formConditional)(network, region, reach).withNote("in {}", label));
        it = regions.erase(it);
    }
    if (regions.size() == before)
    {
        return base::invalidArgument(
            "{}: expected loops and conditionals that lie side by side or inside each other, found some that cross; what a "
            "region computes leaves through its outputs",
            regions.begin()->second.label());
    }
    return {};
}

} // namespace

Result<bool> formRegions(Graph& network, PassContext& context)
{
    bool const any =
        std::any_of(network.ops().begin(), network.ops().end(), [](auto const& op) { return isEdge(*op); });
    if (!any)
    {
        return false;
    }
    if (network.implicitBatch)
    {
        return base::notImplemented("loops and conditionals in networks with an implicit batch");
    }
    TENON_CHECK(removeUnneeded(network, context));
    TENON_CHECK(network.inferAll());
    Regions regions = findRegions(network);
    while (!regions.empty())
    {
        TENON_CHECK(formInnermost(network, regions));
    }
    removeLooseTensors(network);
    return true;
}

} // namespace tenon::builder
