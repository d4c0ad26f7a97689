// The CUDA side of detection_layer_kernel.h.
#include "plugins/detection_layer/detection_layer_kernel.h"

namespace tenon::plugins
{

int32_t DetectionLayer::enqueueCuda(plugin::Call const& call) const
{
    return detection_layer::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
