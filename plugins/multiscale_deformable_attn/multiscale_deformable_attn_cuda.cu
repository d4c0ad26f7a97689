// The CUDA side of multiscale_deformable_attn_kernel.h.
#include "plugins/multiscale_deformable_attn/multiscale_deformable_attn_kernel.h"

namespace tenon::plugins
{

int32_t MultiscaleDeformableAttn::enqueueCuda(plugin::Call const& call) const
{
    return multiscale_deformable_attn::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
