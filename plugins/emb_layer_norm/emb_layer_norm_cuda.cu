// The CUDA side of emb_layer_norm_kernel.h.
#include "plugins/emb_layer_norm/emb_layer_norm_kernel.h"

namespace tenon::plugins
{

int32_t EmbLayerNorm::enqueueCuda(plugin::Call const& call) const
{
    return emb_layer_norm::enqueueOn(OnCuda{call.stream()}, *this, call);
}

int32_t EmbLayerNormVariable::enqueueCuda(plugin::Call const& call) const
{
    return emb_layer_norm::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
