// Walks over tensors in row-major order, by rows along the last dimension and by runs along an axis.
#pragma once

#include "base/dims.h"
#include "devices/cpu/parallel.h"

#include <algorithm>

namespace tenon::ops
{

//! Elements between neighbours in each dimension of a row-major tensor.
struct Strides
{
    int64_t d[base::kMaxDims]{};
};

inline Strides rowMajorStrides(base::Dims const& dims)
{
    Strides strides;
    int64_t step = 1;
    for (int32_t i = dims.nbDims; i-- > 0;)
    {
        strides.d[i] = step;
        step *= dims.d[i];
    }
    return strides;
}

//! A tensor seen along one axis: `outer` blocks of `size` steps of `inner` elements.
struct AxisRuns
{
    int64_t outer{1}, size{1}, inner{1};
};

inline AxisRuns runsAlong(base::Dims const& dims, int32_t axis)
{
    AxisRuns runs;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        (i < axis ? runs.outer : (i == axis ? runs.size : runs.inner)) *= dims.d[i];
    }
    return runs;
}

//! Elements worth a thread of their own.
inline constexpr int64_t kGrainElements = 16 * 1024;

//! Coordinates of element `index` of a row-major tensor.
inline void coordinatesOf(int64_t index, base::Dims const& dims, int64_t* at)
{
    for (int32_t i = dims.nbDims; i-- > 0;)
    {
        at[i] = index % dims.d[i];
        index /= dims.d[i];
    }
}

//! Calls body(at, first, length) for rows [begin, end) along the last dimension, in order: `at` are the row's coordinates (the last is 0), `first` the
//! index of its first element. Rank 0 is one row of one element; dims have elements.
template <typename Body>
void walkRows(base::Dims const& dims, int64_t begin, int64_t end, Body const& body)
{
    int64_t const length = dims.nbDims == 0 ? 1 : dims.d[dims.nbDims - 1];
    int64_t at[base::kMaxDims + 1]{};
    coordinatesOf(begin * length, dims, at);
    for (int64_t row = begin; row < end; ++row)
    {
        body(static_cast<int64_t const*>(at), row * length, length);
        for (int32_t d = dims.nbDims - 2; d >= 0 && ++at[d] == dims.d[d]; --d)
        {
            at[d] = 0;
        }
    }
}

//! Calls body(begin, end) for ranges of rows, on all threads that the caller may use; without elements there is none.
template <typename Body>
void forRowRanges(base::Dims const& dims, Body const& body)
{
    int64_t const length = dims.nbDims == 0 ? 1 : dims.d[dims.nbDims - 1];
    int64_t const count = base::volumeUnchecked(dims);
    if (count != 0)
    {
        devices::parallelFor(count / length, std::max<int64_t>(kGrainElements / length, 1), body);
    }
}

//! walkRows() of all rows, on all threads that the caller may use.
template <typename Body>
void forRows(base::Dims const& dims, Body const& body)
{
    forRowRanges(dims, [&](int64_t begin, int64_t end) { walkRows(dims, begin, end, body); });
}

//! Calls body with a value of the unsigned type of `bytes` (1, 2, 4 or 8) bytes: copies need no more than the size of an element.
template <typename Body>
void withElementOf(int64_t bytes, Body const& body)
{
    switch (bytes)
    {
    case 1: body(uint8_t{}); break;
    case 2: body(uint16_t{}); break;
    case 4: body(uint32_t{}); break;
    default: body(uint64_t{}); break;
    }
}

} // namespace tenon::ops
