// The CUDA side of split_kernel.h.
#include "plugins/split/split_kernel.h"

namespace tenon::plugins
{

int32_t Split::enqueueCuda(plugin::Call const& call) const
{
    return split::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
