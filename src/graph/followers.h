// Who uses what an operation makes, by places in Graph::ops(): for walks over all of a graph, which networks of many thousand operations see
// dozens of times in a build. Three arrays, whatever the size.
#pragma once

#include "graph/graph.h"

#include <span>

namespace tenon::graph
{

class Followers
{
public:
    explicit Followers(Graph const& graph);

    //! Operations that use what the one at `place` makes, in their order, once for each use; back edges aside.
    std::span<uint32_t const> of(size_t place) const
    {
        return {users_.data() + begins_[place], users_.data() + begins_[place + 1]};
    }
    //! By place: how many uses each operation makes of others.
    std::vector<uint32_t> const& missing() const { return missing_; }

private:
    std::vector<uint32_t> begins_, users_, missing_;
};

} // namespace tenon::graph
