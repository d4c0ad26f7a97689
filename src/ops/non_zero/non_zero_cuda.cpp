#include "ops/non_zero/non_zero.h"

#if TENON_CUDA
#include "base/checked.h"
#include "ops/common/extents_of_cuda.h"
#include "ops/common/places_cuda.h"
#include "ops/common/sized_cuda.h"
#include "ops/non_zero/non_zero_cuda.h"

namespace tenon::ops
{
namespace
{

//! All bits of a number but the sign of floating types: −0 is 0.
uint64_t maskOf(base::DataType type)
{
    using base::DataType;
    switch (type)
    {
    case DataType::kFLOAT: return 0x7FFFFFFFU;
    case DataType::kHALF:
    case DataType::kBF16: return 0x7FFFU;
    default: return ~uint64_t{0};
    }
}

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeNonZeroCuda(graph::KernelRequest const& request)
{
    int64_t most = 1;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        most = std::max(most, base::volumeUnchecked(profile.inputs[0].max));
    }
    if (most > UINT32_MAX)
    {
        return base::notImplemented("NonZero on a GPU of more than 2^32 - 1 elements (found {})", most);
    }
    size_t scratchBytes = 0;
    TENON_CHECK(devices::checkCuda(
        placesWorkspace(most, scratchBytes), "asking for the memory of a selection", request.device->ordinal()));
    size_t const placesBytes = base::alignUp(static_cast<size_t>(most) * sizeof(uint32_t), devices::kAlignmentBytes);
    auto run = [placesBytes, scratchBytes](PlainShapes const& shapes, void const* const* inputs, void* const* outputs,
                   void* workspace, int64_t* size, cudaStream_t stream) {
        base::DataType const type = shapes.inputs[0].type;
        base::Dims const& dims = shapes.inputs[0].dims;
        ZeroTest const test{inputs[0], base::bytesOf(type), maskOf(type)};
        auto* const places = static_cast<uint32_t*>(workspace);
        cudaError_t const code = findPlaces(test, base::volumeUnchecked(dims), places, size,
            static_cast<char*>(workspace) + placesBytes, scratchBytes, stream);
        return code != cudaSuccess ? code
                                   : launchCoordinates(extentsOf(dims), places, size,
                                       shapes.outputs[0].type == base::DataType::kINT64, outputs[0], stream);
    };
    return makeSizedCuda("NonZero", request, std::move(run), placesBytes + scratchBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA
