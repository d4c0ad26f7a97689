// The kernel for CUDA that writes into a cache.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

struct KVCacheUpdateProblem
{
    int64_t batch, heads, capacity, tokens, size;
    bool widePlaces; //!< int64, not int32
};

//! Writes the update alone. Elements of 1, 2, 4 or 8 bytes, in order with the stream.
cudaError_t launchKVCacheUpdate(KVCacheUpdateProblem const& problem, int64_t elementBytes, void const* update,
    void const* places, void* y, cudaStream_t stream);

} // namespace tenon::ops
