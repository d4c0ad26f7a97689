// The CUDA side of special_slice_kernel.h.
#include "plugins/special_slice/special_slice_kernel.h"

namespace tenon::plugins
{

int32_t SpecialSlice::enqueueCuda(plugin::Call const& call) const
{
    return special_slice::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
