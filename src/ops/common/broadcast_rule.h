// Broadcasting as TensorRT defines it: equal ranks; where dims differ, one of them is 1 and follows the other.
#pragma once

#include "graph/dim_expr.h"

namespace tenon::ops
{

//! Dims of the result. Error names the dimension where two known sizes differ and neither is 1, or ranks that differ. Sizes that are not
//! known yet must turn out to fit: kernels check that.
graph::Result<graph::Shape> broadcastDims(
    graph::Shape const& a, graph::Shape const& b, std::span<std::string const> symbolNames);

} // namespace tenon::ops
