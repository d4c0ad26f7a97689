// The CUDA side of batched_nms_kernel.h.
#include "plugins/batched_nms/batched_nms_kernel.h"

namespace tenon::plugins
{

int32_t BatchedNms::enqueueCuda(plugin::Call const& call) const
{
    return batched_nms::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
