// The CUDA side of normalize_kernel.h.
#include "plugins/normalize/normalize_kernel.h"

namespace tenon::plugins
{

int32_t Normalize::enqueueCuda(plugin::Call const& call) const
{
    return normalize::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
