// The CUDA side of proposal_layer_kernel.h.
#include "plugins/proposal_layer/proposal_layer_kernel.h"

namespace tenon::plugins
{

int32_t ProposalLayer::enqueueCuda(plugin::Call const& call) const
{
    return proposal_layer::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
