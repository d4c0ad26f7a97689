// Axes that come as an input, whose values must be constants.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! The axes of input `index` among `rank` dimensions, counted from 0: negative ones from the end, others behind `hidden` leading
//! dimensions. Error if they are no constants of rank 0 or 1, out of range, or given twice.
base::Result<std::vector<int32_t>> axesOfInput(
    graph::InferenceInputs const& inputs, size_t index, int32_t rank, int32_t hidden);

} // namespace tenon::ops
