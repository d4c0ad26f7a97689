// What element-wise operations do with the values of shape tensors.
#pragma once

#include "ops/element_wise/element_wise.h"

namespace tenon::ops
{

//! The result's values where both inputs' are known, of rank 0 or 1 or without broadcasting; else nullopt.
std::optional<std::vector<graph::Dim>> elementWiseValues(nvinfer1::ElementWiseOperation operation,
    graph::ValueSpec const& a, graph::ValueSpec const& b, graph::Shape const& dims);

} // namespace tenon::ops
