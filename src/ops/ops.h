// The built-in operations as the other rooms know them. Each lies in its own folder; ops.inc lists them once.
#pragma once

#include "graph/graph.h"

namespace tenon::ops
{

//! Registers every built-in operation, so that plans can make them again.
void addToFactory(graph::OpFactory& factory);

} // namespace tenon::ops
