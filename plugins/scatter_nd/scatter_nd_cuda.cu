// The CUDA side of scatter_nd_kernel.h.
#include "plugins/scatter_nd/scatter_nd_kernel.h"

namespace tenon::plugins
{

int32_t ScatterNd::enqueueCuda(plugin::Call const& call) const
{
    return scatter_nd::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
