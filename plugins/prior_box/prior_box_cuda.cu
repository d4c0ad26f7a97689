// The CUDA side of prior_box_kernel.h.
#include "plugins/prior_box/prior_box_kernel.h"

namespace tenon::plugins
{

int32_t PriorBox::enqueueCuda(plugin::Call const& call) const
{
    return prior_box::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
