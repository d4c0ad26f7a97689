// The CUDA side of rproi_kernel.h.
#include "plugins/rproi/rproi_kernel.h"

namespace tenon::plugins
{

int32_t Rproi::enqueueCuda(plugin::Call const& call) const
{
    return rproi::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
