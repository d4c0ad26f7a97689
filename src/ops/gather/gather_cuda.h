// The gather kernels for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

//! Block b of y is the block of x that the index vector of b names: b counts [outer, indices of one outer block]; `named` numbers make one place,
//! in dimensions of `size`. With `repeat` outer blocks share one run of indices.
struct GatherBlocks
{
    int64_t outer{1}, count{1}, repeat{1};
    int64_t dataOuter{0},
        indexOuter{0}; //!< where fewer: data, runs of indices, of the outer blocks; they begin anew then. 0: as many
    int32_t named{1};
    int64_t size[Extents::kMaxRank]{};
    int64_t blockBytes{1};
    bool wideIndices{false};
};
//! Index vectors that lie outside give zeros.
cudaError_t launchGatherBlocks(
    GatherBlocks const& problem, void const* in, void const* indices, void* out, cudaStream_t stream);

//! y[…, i, …] = x[…, indices[…, i, …], …] along an axis.
struct GatherElements
{
    Extents places;
    ExtentStrides data; //!< 0 along the axis
    int64_t size, axisStride;
    int64_t elementBytes;
    bool wideIndices{false};
};
cudaError_t launchGatherElements(
    GatherElements const& problem, void const* in, void const* indices, void* out, cudaStream_t stream);

} // namespace tenon::ops
