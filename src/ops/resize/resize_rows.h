// Rows of resized tensors on the CPU, by vectors.
#pragma once

#include <cstdint>

namespace tenon::ops
{

//! out[i] = in[i / 2] for 2 · count elements. T: unsigned of 1, 2, 4 or 8 bytes.
template <typename T>
void writeTwice(T const* in, T* out, int64_t count);

//! y = weight · x, or y += weight · x.
void writeScaled(float const* x, float weight, float* y, int64_t count);
void addScaled(float const* x, float weight, float* y, int64_t count);

} // namespace tenon::ops
