// The CUDA side of pyramid_roi_align_kernel.h.
#include "plugins/pyramid_roi_align/pyramid_roi_align_kernel.h"

namespace tenon::plugins
{

int32_t PyramidRoiAlign::enqueueCuda(plugin::Call const& call) const
{
    return pyramid_roi_align::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
