// The CUDA side of flatten_concat_kernel.h.
#include "plugins/flatten_concat/flatten_concat_kernel.h"

namespace tenon::plugins
{

int32_t FlattenConcat::enqueueCuda(plugin::Call const& call) const
{
    return flatten_concat::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
