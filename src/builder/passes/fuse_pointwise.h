// Groups of pointwise operations; apart from passes.h for the sake of its test.
#pragma once

#include "base/log.h"
#include "graph/graph.h"

namespace tenon::builder
{

//! Replaces every group of two or more pointwise operations whose inner values nobody else sees by one Pointwise operation. True if there
//! were any; shapes must be known, and are to be inferred anew then.
base::Result<bool> fusePointwiseGroups(graph::Graph& network, base::Log const& log);

} // namespace tenon::builder
