// The CUDA side of generate_detection_kernel.h.
#include "plugins/generate_detection/generate_detection_kernel.h"

namespace tenon::plugins
{

int32_t GenerateDetection::enqueueCuda(plugin::Call const& call) const
{
    return generate_detection::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
