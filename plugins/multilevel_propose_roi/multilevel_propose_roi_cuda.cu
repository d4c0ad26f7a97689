// The CUDA side of multilevel_propose_roi_kernel.h.
#include "plugins/multilevel_propose_roi/multilevel_propose_roi_kernel.h"

namespace tenon::plugins
{

int32_t MultilevelProposeRoi::enqueueCuda(plugin::Call const& call) const
{
    return multilevel_propose_roi::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
