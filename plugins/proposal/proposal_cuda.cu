// The CUDA side of proposal_kernel.h.
#include "plugins/proposal/proposal_kernel.h"

namespace tenon::plugins
{

int32_t Proposal::enqueueCuda(plugin::Call const& call) const
{
    return proposal::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
