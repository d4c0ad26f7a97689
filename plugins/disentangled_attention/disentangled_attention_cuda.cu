// The CUDA side of disentangled_attention_kernel.h.
#include "plugins/disentangled_attention/disentangled_attention_kernel.h"

namespace tenon::plugins
{

int32_t DisentangledAttention::enqueueCuda(plugin::Call const& call) const
{
    return disentangled_attention::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
