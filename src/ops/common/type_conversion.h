// Elements of one type as another: what casts, reformats and constants share.
#pragma once

#include "graph/constant_data.h"

namespace tenon::ops
{

//! True for the types between which castElements converts: fp32, fp16, bf16, int8, int32, int64, bool, uint8.
bool isCastable(base::DataType type);

//! `count` elements, on the calling thread; arrays do not overlap.
//!
//! To a floating type: rounded to nearest even, to fp16 and bf16 from the value as fp32. From a floating to an integer type: the fraction is dropped, values out of range become
//! the nearest end of it, NaN becomes 0. Between integer types: the low bits (two's complement). To bool: 1 for everything but 0, so also
//! for NaN. From bool: 0 or 1, whatever byte stands for true. Both types must be castable.
void castElements(base::DataType from, void const* in, base::DataType to, void* out, int64_t count);

//! Real values to int8: q = the integer nearest to x / scale, ties to even, from −128 to 127; NaN becomes 0.
void quantizeFloats(float const* in, float scale, int8_t* out, int64_t count);
//! And back: x = scale · q.
void dequantizeInt8(int8_t const* in, float scale, float* out, int64_t count);

//! Weights as another type: a view of the same bytes where it is theirs, else a copy. Error for types that do not convert.
base::Result<graph::ConstantData> castWeights(graph::ConstantData const& weights, base::DataType type);

} // namespace tenon::ops
