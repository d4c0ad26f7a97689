#include "ops/common/broadcast_rule.h"

namespace tenon::ops
{

using graph::Dim;
using graph::Shape;

namespace
{

bool isOne(Dim const& dim)
{
    return dim->isConstant() && dim->value() == 1;
}

//! For sizes that fit. Of two that are open: max(a, b), but min(max(a, b), a · b), which is 0 where a dim without elements meets a 1.
Dim broadcastDim(Dim const& a, Dim const& b)
{
    if (isOne(a) || graph::equal(a, b))
    {
        return b;
    }
    if (isOne(b) || a->isConstant())
    {
        return a;
    }
    return b->isConstant() ? b : graph::min(graph::max(a, b), graph::mul(a, b));
}

} // namespace

graph::Result<Shape> broadcastDims(Shape const& a, Shape const& b, std::span<std::string const> symbolNames)
{
    if (a.size() != b.size())
    {
        return base::invalidArgument(
            "inputs: expected equal ranks, found {} ({}) and {} ({}); a shuffle adds leading dimensions of 1", a.size(),
            graph::toString(a, symbolNames), b.size(), graph::toString(b, symbolNames));
    }
    Shape output;
    for (size_t d = 0; d < a.size(); ++d)
    {
        bool const clash =
            a[d]->isConstant() && b[d]->isConstant() && !isOne(a[d]) && !isOne(b[d]) && !graph::equal(a[d], b[d]);
        if (clash)
        {
            return base::invalidArgument(
                "inputs {} and {}: expected equal sizes or 1 in each dimension, found {} and {} in dimension {}",
                graph::toString(a, symbolNames), graph::toString(b, symbolNames), a[d]->value(), b[d]->value(), d);
        }
        output.push_back(broadcastDim(a[d], b[d]));
    }
    return output;
}

} // namespace tenon::ops
