// The CUDA side of clip_kernel.h.
#include "plugins/clip/clip_kernel.h"

namespace tenon::plugins
{

int32_t Clip::enqueueCuda(plugin::Call const& call) const
{
    return clip::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
