// The CUDA side of resize_nearest_kernel.h.
#include "plugins/resize_nearest/resize_nearest_kernel.h"

namespace tenon::plugins
{

int32_t ResizeNearest::enqueueCuda(plugin::Call const& call) const
{
    return resize_nearest::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
