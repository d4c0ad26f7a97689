// The CUDA side of reorg_kernel.h.
#include "plugins/reorg/reorg_kernel.h"

namespace tenon::plugins
{

int32_t Reorg::enqueueCuda(plugin::Call const& call) const
{
    return reorg::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
