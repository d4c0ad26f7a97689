// Where something is not zero, on CUDA.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! Elements by their bytes: one is zero if all bits of `mask` are.
struct ZeroTest
{
    void const* data;
    int32_t width; //!< bytes of an element: 1, 2, 4 or 8
    uint64_t mask;
};

//! Bytes of `workspace` that findPlaces() needs for up to `count` elements, fewer than 2^32.
cudaError_t placesWorkspace(int64_t count, size_t& bytes);

//! The places of all elements that are not zero, in their order, to `places`, on the device as all of it, and how many there are to `found`. In order with
//! the stream.
cudaError_t findPlaces(ZeroTest const& test, int64_t count, uint32_t* places, int64_t* found, void* workspace,
    size_t workspaceBytes, cudaStream_t stream);

} // namespace tenon::ops
