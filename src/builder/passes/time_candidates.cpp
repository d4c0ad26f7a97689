// What each candidate costs. Where a choice is left and timing is allowed, the candidates that are considered are measured, each on a
// kernel (for a plugin: a clone) of its own; else a model of memory traffic tells. One that fails to run is struck out.
#include "builder/passes/passes.h"

#include <algorithm>
#include <numeric>

namespace tenon::builder
{
namespace
{

//! True where something is left to decide; otherwise timing would change nothing.
bool isOpen(Graph const& network, PassContext const& context)
{
    for (Decision const& decision : context.decisions)
    {
        if (decision.considered.size() > 1 || decision.selectable.size() > 1)
        {
            return true;
        }
    }
    auto const hasChoice = [](Tensor const* tensor) {
        return (tensor->allowedFormats & (tensor->allowedFormats - 1)) != 0;
    };
    return std::any_of(network.inputs().begin(), network.inputs().end(), hasChoice)
        || std::any_of(network.outputs().begin(), network.outputs().end(), hasChoice);
}

//! With a selector, what it cannot choose is not considered either.
void keepSelectable(Decision& decision, PassContext const& context)
{
    if (context.request.selector == nullptr)
    {
        return;
    }
    std::erase_if(decision.considered, [&](size_t c) {
        return std::find(decision.selectable.begin(), decision.selectable.end(), c) == decision.selectable.end();
    });
    if (decision.considered.empty())
    {
        decision.considered = decision.selectable;
    }
}

//! Errors of configurePlugin and initialize end the build, as they would after the choice; a run that fails with stand-in data does not. Where
//! all fail, the data is to blame: the model tells.
Status timeOne(Op const& op, Decision& decision, PassContext& context)
{
    std::vector<size_t> kept;
    std::vector<graph::Reason> failed;
    // The user may bound how many are tried; those in front are preferred ones.
    size_t const most = static_cast<size_t>(context.request.timing.maxCandidates);
    // A selector sees what other offers take, too.
    std::vector<size_t>& tried = context.request.selector == nullptr ? decision.considered : decision.selectable;
    if (tried.size() > most)
    {
        tried.resize(most);
    }
    for (size_t const c : tried)
    {
        graph::Candidate const& candidate = decision.list.accepted[c];
        auto const cost = context.costs->measured(op, requestFor(op, candidate, context));
        if (cost.ok())
        {
            decision.costs[c] = *cost;
            kept.push_back(c);
            context.log().verbose("{}: {} takes {:.3f} us ({})", op.label(), describeCandidate(candidate),
                cost->microseconds, name(cost->source));
            continue;
        }
        if (cost.error().code != base::ErrorCode::kFAILED_EXECUTION)
        {
            return cost.error();
        }
        context.log().warning(
            "{}: {} failed while it was timed: {}", op.label(), describeCandidate(candidate), cost.error().text());
        failed.push_back({describeCandidate(candidate), "failed while it was timed: " + cost.error().message});
    }
    if (kept.empty())
    {
        context.log().warning(
            "{}: expected a run with stand-in data to succeed, found none that does; its costs are estimated",
            op.label());
        return {};
    }
    decision.list.refused.insert(decision.list.refused.end(), failed.begin(), failed.end());
    tried = std::move(kept);
    keepSelectable(decision, context);
    return {};
}

} // namespace

Result<bool> timeCandidates(Graph& network, PassContext& context)
{
    TimingOptions const& options = context.request.timing;
    for (Decision& decision : context.decisions)
    {
        decision.selectable.resize(context.request.selector == nullptr ? 0 : decision.list.accepted.size());
        std::iota(decision.selectable.begin(), decision.selectable.end(), size_t{0});
    }
    bool const timed = options.enabled && isOpen(network, context);
    auto timer = timed ? std::make_shared<TacticTimer>(context.device(), options, context.log()) : nullptr;
    context.costs.emplace(context.device(), *context.ranges, timer);
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    for (Op const* const op : order)
    {
        Decision& decision = context.decisions.at(op);
        decision.costs.clear();
        for (graph::Candidate const& candidate : decision.list.accepted)
        {
            decision.costs.push_back(context.costs->modelled(*op, candidate));
        }
        if (timed && std::max(decision.considered.size(), decision.selectable.size()) > 1)
        {
            TENON_CHECK(timeOne(*op, decision, context));
        }
    }
    if (timed)
    {
        context.log().verbose(
            "timing: {} candidates measured, {} entries in the cache", timer->measurements(), timer->cache().size());
    }
    return false;
}

} // namespace tenon::builder
