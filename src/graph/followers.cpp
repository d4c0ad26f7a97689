#include "graph/followers.h"

namespace tenon::graph
{
namespace
{

//! Calls visit(producer's place, user's place) for each use, users in their order.
template <typename Visit>
void forUses(Graph const& graph, std::vector<uint32_t> const& producers, Visit const& visit)
{
    for (size_t user = 0; user < graph.ops().size(); ++user)
    {
        Op const& op = *graph.ops()[user];
        for (size_t i = 0; i < op.inputs.size(); ++i)
        {
            if (op.inputs[i] != nullptr && op.inputs[i]->producer != nullptr && !op.isBackEdge(i))
            {
                visit(producers[static_cast<size_t>(op.inputs[i]->id)], user);
            }
        }
    }
}

} // namespace

Followers::Followers(Graph const& graph)
    : begins_(graph.ops().size() + 1, 0)
    , missing_(graph.ops().size(), 0)
{
    std::vector<uint32_t> producers(graph.tensors().size(), 0); // by tensor
    for (size_t place = 0; place < graph.ops().size(); ++place)
    {
        for (Tensor const* const output : graph.ops()[place]->outputs)
        {
            producers[static_cast<size_t>(output->id)] = static_cast<uint32_t>(place);
        }
    }
    forUses(graph, producers, [&](uint32_t producer, size_t user) {
        ++begins_[producer + 1];
        ++missing_[user];
    });
    for (size_t place = 0; place + 1 < begins_.size(); ++place)
    {
        begins_[place + 1] += begins_[place];
    }
    users_.resize(begins_.back());
    std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
    forUses(graph, producers,
        [&](uint32_t producer, size_t user) { users_[next[producer]++] = static_cast<uint32_t>(user); });
}

} // namespace tenon::graph
