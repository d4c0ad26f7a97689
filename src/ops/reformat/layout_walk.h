// The loops that walk a tensor in two formats at once.
#pragma once

#include "base/tensor_types.h"
#include "ops/common/strided_copy.h"

namespace tenon::ops
{

//! Loops and where they begin, in elements.
struct LayoutWalk
{
    std::vector<StridedLoop> loops;
    int64_t inOffset{0};
    int64_t outOffset{0};
};

//! Walks that together visit each element of `dims` once. More than one where channels fill the last block of a vectorized format in
//! part. Rank and sizes fit both formats (see base::bytesOf).
std::vector<LayoutWalk> walksBetween(base::Dims const& dims, base::TensorFormat in, base::TensorFormat out);

} // namespace tenon::ops
