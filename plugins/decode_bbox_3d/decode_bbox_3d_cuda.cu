// The CUDA side of decode_bbox_3d_kernel.h.
#include "plugins/decode_bbox_3d/decode_bbox_3d_kernel.h"

namespace tenon::plugins
{

int32_t DecodeBbox3D::enqueueCuda(plugin::Call const& call) const
{
    return decode_bbox_3d::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
