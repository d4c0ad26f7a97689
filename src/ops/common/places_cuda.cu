// Threads:   CUB's selection: neighbours read neighbours, and each block finds its place by those before it, in one pass.
// Memory:    each element is read once, the place of each that is not zero written once.
#include "ops/common/places_cuda.h"

#include <cub/device/device_select.cuh>
#include <thrust/iterator/counting_iterator.h>

namespace tenon::ops
{
namespace
{

struct IsNotZero
{
    ZeroTest test;

    __device__ __forceinline__ bool operator()(uint32_t place) const
    {
        switch (test.width)
        {
        case 1: return (static_cast<uint8_t const*>(test.data)[place] & test.mask) != 0;
        case 2: return (static_cast<uint16_t const*>(test.data)[place] & test.mask) != 0;
        case 4: return (static_cast<uint32_t const*>(test.data)[place] & test.mask) != 0;
        default: return (static_cast<uint64_t const*>(test.data)[place] & test.mask) != 0;
        }
    }
};

cudaError_t select(ZeroTest const& test, int64_t count, uint32_t* places, int64_t* found, void* workspace,
    size_t& workspaceBytes, cudaStream_t stream)
{
    return cub::DeviceSelect::If(workspace, workspaceBytes, thrust::counting_iterator<uint32_t>(0), places, found,
        count, IsNotZero{test}, stream);
}

} // namespace

cudaError_t placesWorkspace(int64_t count, size_t& bytes)
{
    bytes = 0;
    return select({}, count, nullptr, nullptr, nullptr, bytes, nullptr);
}

cudaError_t findPlaces(ZeroTest const& test, int64_t count, uint32_t* places, int64_t* found, void* workspace,
    size_t workspaceBytes, cudaStream_t stream)
{
    return count == 0 ? cudaMemsetAsync(found, 0, sizeof *found, stream)
                      : select(test, count, places, found, workspace, workspaceBytes, stream);
}

} // namespace tenon::ops
