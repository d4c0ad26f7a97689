// What normalization does along a row of neighbouring floats, in the vectors of the processor at hand.
#pragma once

#include <cstdint>

namespace tenon::ops::normalization
{

//! Σ x. Where `skip` is not null: y = x + skip, and Σ y; y may be either.
double sumOfRow(float const* x, float const* skip, float* y, int64_t count);

//! Σ (x − mean)².
double squaresOfRow(float const* x, float mean, int64_t count);

//! y = (x − mean) · factor · scale + bias; y may be x. Scale and bias: an element each, or one for all.
void writeNormalRow(
    float const* x, float const* scale, float const* bias, float* y, int64_t count, float mean, float factor);
void writeNormalRow(float const* x, float scale, float bias, float* y, int64_t count, float mean, float factor);

} // namespace tenon::ops::normalization
