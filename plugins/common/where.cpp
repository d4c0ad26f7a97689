#include "plugins/common/where.h"

#ifdef TENON_CUDA
#include <cuda_runtime_api.h>
#endif

namespace tenon::plugins
{
namespace
{

DeviceKind kindOf([[maybe_unused]] void const* pointer)
{
#ifdef TENON_CUDA
    cudaPointerAttributes attributes{};
    if (cudaPointerGetAttributes(&attributes, pointer) != cudaSuccess)
    {
        cudaGetLastError(); // no driver, or no device: then it is nobody's error
        return DeviceKind::kCPU;
    }
    if (attributes.type == cudaMemoryTypeDevice || attributes.type == cudaMemoryTypeManaged)
    {
        return DeviceKind::kCUDA;
    }
#endif
    return DeviceKind::kCPU;
}

} // namespace

DeviceKind deviceOf(void const* pointer)
{
    DeviceKind const kind = currentDevice().kind;
    return kind == DeviceKind::kNONE ? kindOf(pointer) : kind;
}

} // namespace tenon::plugins
