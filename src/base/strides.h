// Strides of a tensor in a format, as the public API tells them.
#pragma once

#include "base/dims.h"
#include "base/tensor_types.h"

namespace tenon::base
{

//! By dimension, in units of vectors: kHWC8 moves by 8 values for a stride of 1. −1 where a dimension that decides is −1.
Dims stridesOf(Dims const& shape, TensorFormat format);

//! The dimension that the format packs or moves, counted from the front; −1 for kLINEAR.
int32_t channelDimension(Dims const& shape, TensorFormat format);

} // namespace tenon::base
