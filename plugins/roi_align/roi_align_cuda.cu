// The CUDA side of roi_align_kernel.h.
#include "plugins/roi_align/roi_align_channels.cuh"

namespace tenon::plugins
{

int32_t RoiAlign::enqueueCuda(plugin::Call const& call) const
{
    return roi_align::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
