// The CUDA side of grid_anchor_kernel.h.
#include "plugins/grid_anchor/grid_anchor_kernel.h"

namespace tenon::plugins
{

int32_t GridAnchor::enqueueCuda(plugin::Call const& call) const
{
    return grid_anchor::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
