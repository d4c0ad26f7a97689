#include "graph/followers.h"

namespace tenon::graph
{

Followers::Followers(Graph const& graph)
    : begins_(graph.ops().size() + 1, 0)
    , missing_(graph.ops().size(), 0)
{
    // One walk over the operations, which lie all over memory; the rest is arrays.
    struct Use
    {
        uint32_t producer, user;
    };
    std::vector<Use> uses;
    uses.reserve(graph.tensors().size());
    for (size_t user = 0; user < graph.ops().size(); ++user)
    {
        Op const& op = *graph.ops()[user];
        for (size_t i = 0; i < op.inputs.size(); ++i)
        {
            if (op.inputs[i] != nullptr && op.inputs[i]->producer != nullptr && !op.isBackEdge(i))
            {
                uses.push_back({static_cast<uint32_t>(op.inputs[i]->producer->place), static_cast<uint32_t>(user)});
                ++begins_[uses.back().producer + 1];
                ++missing_[user];
            }
        }
    }
    for (size_t place = 0; place + 1 < begins_.size(); ++place)
    {
        begins_[place + 1] += begins_[place];
    }
    users_.resize(begins_.back());
    std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
    for (Use const& use : uses)
    {
        users_[next[use.producer]++] = use.user;
    }
}

} // namespace tenon::graph
