// The CUDA side of efficient_nms_kernel.h.
#include "plugins/efficient_nms/efficient_nms_kernel.h"

namespace tenon::plugins
{

int32_t EfficientNms::enqueueCuda(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCuda{call.stream()}, *this, call);
}

int32_t EfficientNmsExplicitTf::enqueueCuda(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCuda{call.stream()}, *this, call);
}

int32_t EfficientNmsOnnx::enqueueCuda(plugin::Call const& call) const
{
    return efficient_nms::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
