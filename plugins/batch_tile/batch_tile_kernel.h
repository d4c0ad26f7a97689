// The same row for each image.
#pragma once

#include "plugins/batch_tile/batch_tile.h"
#include "plugins/common/run.h"

namespace tenon::plugins::batch_tile
{

template <typename Run>
int32_t enqueueOn(Run const& run, BatchTile const&, plugin::Call const& call)
{
    plugin::Tensor const& y = call.output(0);
    int64_t const bytes = y.bytes() / std::max<int64_t>(y.dim(0), 1);
    return run.copyRows({call.input(1).data, 0, y.data, bytes, bytes, y.dim(0)});
}

} // namespace tenon::plugins::batch_tile
