// Threads:   one place each, as many as the GPU has at a time.
// Memory:    places are read once, coordinates written once.
#include "ops/non_zero/non_zero_cuda.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

constexpr int32_t kThreads = 256;
constexpr int64_t kMostBlocks = 1024;

template <typename Index>
__global__ void __launch_bounds__(kThreads) writeCoordinates(
    __grid_constant__ Extents const extents, uint32_t const* places, int64_t const* found, Index* indices)
{
    int64_t const count = *found;
    int64_t const stride = static_cast<int64_t>(gridDim.x) * kThreads;
    for (int64_t j = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; j < count; j += stride)
    {
        forCoordinates(extents, places[j],
            [&](int32_t d, int64_t coordinate) { indices[d * count + j] = static_cast<Index>(coordinate); });
    }
}

} // namespace

cudaError_t launchCoordinates(
    Extents const& extents, uint32_t const* places, int64_t const* found, bool wide, void* indices, cudaStream_t stream)
{
    int64_t const wanted = (extents.count + kThreads - 1) / kThreads;
    auto const blocks = static_cast<uint32_t>(std::clamp<int64_t>(wanted, 1, kMostBlocks));
    if (wide)
    {
        writeCoordinates<<<blocks, kThreads, 0, stream>>>(extents, places, found, static_cast<int64_t*>(indices));
    }
    else
    {
        writeCoordinates<<<blocks, kThreads, 0, stream>>>(extents, places, found, static_cast<int32_t*>(indices));
    }
    return cudaPeekAtLastError();
}

} // namespace tenon::ops
