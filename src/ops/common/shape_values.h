// Shape tensors: small integer tensors whose values inference knows, as numbers or as expressions of input dims.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! Larger tensors are not followed: no shape has that many dims, and folding them is the kernels' work.
inline constexpr int64_t kMaxShapeValues = 64;

//! int32, int64 and bool, the types of shape tensors.
bool isShapeType(base::DataType type);

//! The values of a constant as numbers; nullopt where it is too large or of another type.
std::optional<std::vector<graph::Dim>> shapeValuesOf(graph::ConstantData const& data);

//! Product of dims; 1 for rank 0.
graph::Dim volumeOf(graph::Shape const& shape);

} // namespace tenon::ops
