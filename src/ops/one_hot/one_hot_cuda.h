// The one-hot kernel for CUDA.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! y[o, i, n] = indices[o, n] == i ? values[1] : values[0] for y of [outer, size, inner] elements of 1, 2, 4 or 8 bytes, in order with the stream.
struct OneHotProblem
{
    int64_t outer, size, inner;
    int64_t elementBytes;
    bool wideIndices; //!< int64, not int32
};
cudaError_t launchOneHot(
    OneHotProblem const& problem, void const* indices, void const* values, void* out, cudaStream_t stream);

} // namespace tenon::ops
