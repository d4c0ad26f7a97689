// The CUDA side of coord_conv_ac_kernel.h.
#include "plugins/coord_conv_ac/coord_conv_ac_kernel.h"

namespace tenon::plugins
{

int32_t CoordConvAc::enqueueCuda(plugin::Call const& call) const
{
    return coord_conv_ac::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
