// Stands in for devices/cuda/cuda_device.cpp where the build has no CUDA.
#include "devices/device.h"

namespace tenon::devices
{
#if !TENON_CUDA
Result<Device*> cudaDevice(int32_t ordinal)
{
    return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
        "device cuda:{}: this build of Tenon has no CUDA; build with the preset \"cuda\", or set TENON_DEVICE=cpu",
        ordinal);
}
#endif
} // namespace tenon::devices
