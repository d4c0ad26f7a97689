// The kernel for CUDA that writes dims.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

//! out[i] = size i of `extents` from `first` on, as int32 or int64, in order with the stream.
cudaError_t launchShape(Extents const& extents, int32_t first, bool wide, void* out, cudaStream_t stream);

} // namespace tenon::ops
