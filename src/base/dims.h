// Concrete dimensions: text, volume, comparison. Symbolic ones are graph/dim_expr.h.
#pragma once

#include "base/result.h"

#include <initializer_list>
#include <span>

namespace tenon::base
{

using nvinfer1::Dims;

//! The largest rank that the API can express.
inline constexpr int32_t kMaxDims = Dims::MAX_DIMS;

//! "1x3x224x224"; "scalar" for rank 0; −1 stands for a dimension that is not known yet.
std::string toString(Dims const& dims);

//! Number of elements; 1 for rank 0. Error if a dimension is negative or the product overflows 63 bits.
Result<int64_t> volume(Dims const& dims);

//! For dims already validated: the product, without checks. 0 if any is 0.
int64_t volumeUnchecked(Dims const& dims);

bool operator==(Dims const& a, Dims const& b);

Dims makeDims(std::initializer_list<int64_t> sizes);
//! Error if there are more than kMaxDims sizes.
Result<Dims> makeDims(std::span<int64_t const> sizes);

inline std::span<int64_t const> sizesOf(Dims const& dims)
{
    return {dims.d, static_cast<size_t>(dims.nbDims < 0 ? 0 : dims.nbDims)};
}

} // namespace tenon::base
