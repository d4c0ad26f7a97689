// The CUDA side of region_kernel.h.
#include "plugins/region/region_kernel.h"

namespace tenon::plugins
{

int32_t Region::enqueueCuda(plugin::Call const& call) const
{
    return region::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
