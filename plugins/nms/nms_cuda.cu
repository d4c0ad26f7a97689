// The CUDA side of nms_kernel.h.
#include "plugins/nms/nms_kernel.h"

namespace tenon::plugins
{

int32_t DetectionOutput::enqueueCuda(plugin::Call const& call) const
{
    return detection_output::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
