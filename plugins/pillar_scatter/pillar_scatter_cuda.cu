// The CUDA side of pillar_scatter_kernel.h.
#include "plugins/pillar_scatter/pillar_scatter_kernel.h"

namespace tenon::plugins
{

int32_t PillarScatter::enqueueCuda(plugin::Call const& call) const
{
    return pillar_scatter::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
