// The CUDA side of crop_and_resize_kernel.h.
#include "plugins/crop_and_resize/crop_and_resize_kernel.h"

namespace tenon::plugins
{

int32_t CropAndResize::enqueueCuda(plugin::Call const& call) const
{
    return crop_and_resize::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
