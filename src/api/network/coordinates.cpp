#include "api/network/coordinates.h"

#include <algorithm>

namespace tenon::api
{

using base::Dims;

base::Result<Dims> Coordinates::toGraph(Dims const& user, int64_t leading) const
{
    if (hidden_ == 0)
    {
        return user;
    }
    if (user.nbDims < 0 || user.nbDims >= base::kMaxDims)
    {
        return base::invalidArgument("dimensions: expected a rank from 0 to {} beside the implicit batch, found {}",
            base::kMaxDims - 1, user.nbDims);
    }
    Dims graph{};
    graph.nbDims = user.nbDims + 1;
    graph.d[0] = leading;
    std::copy_n(user.d, user.nbDims, graph.d + 1);
    return graph;
}

Dims Coordinates::toUser(Dims const& graph) const
{
    if (hidden_ == 0 || graph.nbDims <= 0)
    {
        return graph;
    }
    Dims user{};
    user.nbDims = graph.nbDims - 1;
    std::copy_n(graph.d + 1, user.nbDims, user.d);
    return user;
}

nvinfer1::Permutation Coordinates::toGraph(nvinfer1::Permutation const& user) const
{
    if (hidden_ == 0)
    {
        return user;
    }
    nvinfer1::Permutation graph{};
    for (int32_t i = 1; i < base::kMaxDims; ++i)
    {
        graph.order[i] = user.order[i - 1] + 1;
    }
    return graph;
}

nvinfer1::Permutation Coordinates::toUser(nvinfer1::Permutation const& graph) const
{
    if (hidden_ == 0)
    {
        return graph;
    }
    nvinfer1::Permutation user{};
    for (int32_t i = 1; i < base::kMaxDims; ++i)
    {
        user.order[i - 1] = graph.order[i] - 1;
    }
    return user;
}

} // namespace tenon::api
