// The built-in operations as the other rooms know them. Each lies in its own folder; ops.inc lists them once.
#pragma once

#include "graph/graph.h"

namespace tenon::ops
{

//! Registers every built-in operation, so that plans can make them again.
void addToFactory(graph::OpFactory& factory);

//! One of each kind, with the parameters that it has by default: for what goes over all kinds.
std::vector<std::unique_ptr<graph::Op>> oneOfEach();

} // namespace tenon::ops
