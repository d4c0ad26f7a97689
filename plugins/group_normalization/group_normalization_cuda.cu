// The CUDA side of group_normalization_kernel.h.
#include "plugins/common/group_norm.cuh"
#include "plugins/group_normalization/group_normalization_kernel.h"

namespace tenon::plugins
{

int32_t GroupNormalization::enqueueCuda(plugin::Call const& call) const
{
    return group_normalization::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
