// The CUDA side of batch_tile_kernel.h.
#include "plugins/batch_tile/batch_tile_kernel.h"

namespace tenon::plugins
{

int32_t BatchTile::enqueueCuda(plugin::Call const& call) const
{
    return batch_tile::enqueueOn(OnCuda{call.stream()}, *this, call);
}

} // namespace tenon::plugins
