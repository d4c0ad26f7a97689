// The CUDA side of fc_kernel.h.
#include "plugins/fc/fc_kernel.h"

namespace tenon::plugins
{

int32_t Fc::enqueueCuda(plugin::Call const& call) const
{
    return fc::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
