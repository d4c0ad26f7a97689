// The CUDA side of qkv_to_context_kernel.h.
#include "plugins/qkv_to_context/attend_vectors.cuh"

namespace tenon::plugins
{

int32_t QkvToContext::enqueueCuda(plugin::Call const& call) const
{
    return qkv_to_context::enqueueOn(OnCuda{call.stream()}, *this, call);
}

int32_t QkvToContext3::enqueueCuda(plugin::Call const& call) const
{
    return qkv_to_context::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
