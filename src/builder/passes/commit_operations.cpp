// Tells each operation what was chosen, and learns its workspace. Where that is over the limit, another implementation with the
// same types and formats is tried.
#include "builder/passes/passes.h"

#include <algorithm>

namespace tenon::builder
{
namespace
{

Result<int64_t> workspaceOf(Op const& op, graph::KernelRequest const& request)
{
    TENON_ASSIGN(auto const kernel, op.makeKernel(request).withNote("in layer {} \"{}\"", op.kind(), op.name));
    return static_cast<int64_t>(kernel->maxWorkspaceBytes());
}

//! Implementations that may stand in for the chosen one without changing anything around it.
std::vector<size_t> alternatives(Op const& op, Decision const& decision)
{
    std::vector<size_t> others;
    for (size_t c = 0; c < decision.list.accepted.size(); ++c)
    {
        graph::Candidate const& other = decision.list.accepted[c];
        // A plugin that has been committed stays as it is.
        bool const allowed = !decision.isSelected
            || std::find(decision.considered.begin(), decision.considered.end(), c) != decision.considered.end();
        if (c != decision.chosen && allowed && !op.hasFixedBoundary() && other.inputs == decision.candidate().inputs
            && other.outputs == decision.candidate().outputs)
        {
            others.push_back(c);
        }
    }
    return others;
}

base::Error overLimit(Op const& op, std::vector<std::pair<std::string, int64_t>> const& tried, int64_t limit)
{
    base::Error failure = base::error(base::ErrorCode::kUNSUPPORTED_STATE,
        "{}: expected a workspace of at most {} bytes, the limit, found {} bytes needed by {}; raise the limit with "
        "IBuilderConfig::setMemoryPoolLimit or setMaxWorkspaceSize",
        op.label(), limit, tried.front().second, tried.front().first);
    for (size_t i = 1; i < tried.size(); ++i)
    {
        failure.notes.push_back(fmt::format("{} needs {} bytes", tried[i].first, tried[i].second));
    }
    return failure;
}

Result<int64_t> commitOne(Op& op, PassContext& context)
{
    Decision& decision = context.decisions.at(&op);
    int64_t const limit = context.request.workspaceLimitBytes;
    std::vector<std::pair<std::string, int64_t>> tried;
    graph::KernelRequest const request = requestFor(op, decision.candidate(), context);
    if (!context.tuning)
    {
        TENON_CHECK(op.commit(request).withNote("in layer {} \"{}\"", op.kind(), op.name));
    }
    TENON_ASSIGN(int64_t const bytes, workspaceOf(op, request));
    if (bytes <= limit)
    {
        return bytes;
    }
    tried.push_back({decision.candidate().implementation, bytes});
    for (size_t const other : alternatives(op, decision))
    {
        graph::Candidate const& candidate = decision.list.accepted[other];
        TENON_ASSIGN(int64_t const needed, workspaceOf(op, requestFor(op, candidate, context)));
        if (needed <= limit)
        {
            context.log().verbose("{}: {} instead of {}, which needs {} bytes of workspace, over the limit of {}",
                op.label(), candidate.implementation, tried.front().first, bytes, limit);
            decision.chosen = other;
            return needed;
        }
        tried.push_back({candidate.implementation, needed});
    }
    return overLimit(op, tried, limit);
}

} // namespace

Result<bool> commitOperations(Graph& network, PassContext& context)
{
    TENON_ASSIGN(std::vector<Op*> const order, network.executionOrder());
    context.overlay.maxWorkspaceBytes = 0;
    context.overlay.maxHostWorkspaceBytes = 0;
    for (Op* const op : order)
    {
        TENON_ASSIGN(int64_t const bytes, commitOne(*op, context));
        context.decisions.at(op).workspaceBytes = bytes;
        bool const away = context.isOnHost(context.decisions.at(op).candidate());
        int64_t& most = away ? context.overlay.maxHostWorkspaceBytes : context.overlay.maxWorkspaceBytes;
        most = std::max(most, bytes);
    }
    return false;
}

} // namespace tenon::builder
