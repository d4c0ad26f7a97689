// The NonZero kernel for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! indices[d, j] = coordinate d of element places[j], for the j < *found, which is on the device as all of it. `wide`: int64, not int32. In order with the
//! stream.
cudaError_t launchCoordinates(Extents const& extents, uint32_t const* places, int64_t const* found, bool wide,
    void* indices, cudaStream_t stream);

} // namespace tenon::ops
