// Where an element of a tensor that is broadcast lies.
#pragma once

#include "ops/common/rows.h"

namespace tenon::ops
{

//! Strides of `dims` (of the rank of what it is broadcast to): 0 in dimensions of 1.
inline Strides broadcastStrides(base::Dims const& dims)
{
    Strides strides = rowMajorStrides(dims);
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        strides.d[d] = dims.d[d] == 1 ? 0 : strides.d[d];
    }
    return strides;
}

//! The place of the first element of a row; `at` holds the coordinates but the last.
inline int64_t rowBase(Strides const& strides, int64_t const* at, int32_t rank)
{
    int64_t base = 0;
    for (int32_t d = 0; d + 1 < rank; ++d)
    {
        base += at[d] * strides.d[d];
    }
    return base;
}

//! Error unless every dimension of `dims` is 1 or that of `output`.
inline base::Status checkBroadcast(char const* what, base::Dims const& dims, base::Dims const& output)
{
    for (int32_t d = 0; d < output.nbDims; ++d)
    {
        if (dims.nbDims != output.nbDims || (dims.d[d] != 1 && dims.d[d] != output.d[d]))
        {
            return base::invalidArgument("{}: expected dimensions of 1 or those of {}, found {}", what,
                base::toString(output), base::toString(dims));
        }
    }
    return {};
}

} // namespace tenon::ops
