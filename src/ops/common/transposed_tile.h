// A small matrix with its rows as columns.
#pragma once

#include <cstdint>

namespace tenon::ops
{

//! out[c · outStride + r] = in[r · inStride + c] for r < rows, c < columns; strides in elements.
void transposeTile(
    uint32_t const* in, int64_t inStride, uint32_t* out, int64_t outStride, int64_t rows, int64_t columns);

} // namespace tenon::ops
