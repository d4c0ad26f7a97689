// The CUDA side of multilevel_crop_and_resize_kernel.h.
#include "plugins/multilevel_crop_and_resize/multilevel_crop_and_resize_kernel.h"

namespace tenon::plugins
{

int32_t MultilevelCropAndResize::enqueueCuda(plugin::Call const& call) const
{
    return multilevel_crop_and_resize::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
