// The CUDA side of instance_normalization_kernel.h.
#include "plugins/common/group_norm.cuh"
#include "plugins/instance_normalization/instance_normalization_kernel.h"

namespace tenon::plugins
{

int32_t InstanceNormalization::enqueueCuda(plugin::Call const& call) const
{
    return instance_normalization::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
