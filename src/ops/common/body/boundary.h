// What operations answer that bound a loop or a branch: they never run themselves.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! "layer … lies outside of a loop or conditional".
base::Error boundaryDoesNotRun(std::string_view kind);

//! The value of a shape tensor of one element. Error names it.
base::Result<graph::Dim> oneShapeValue(graph::InferenceInputs const& inputs, size_t index, std::string_view what);

} // namespace tenon::ops
