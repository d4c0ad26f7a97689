// The CUDA side of modulated_deform_conv_kernel.h.
#include "plugins/modulated_deform_conv/modulated_deform_conv_kernel.h"

namespace tenon::plugins
{

int32_t ModulatedDeformConv::enqueueCuda(plugin::Call const& call) const
{
    return modulated_deform_conv::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
