// The first 4 of each 6 elements.
#pragma once

#include "plugins/common/run.h"
#include "plugins/special_slice/special_slice.h"

namespace tenon::plugins::special_slice
{

template <typename Run>
int32_t enqueueOn(Run const& run, SpecialSlice const&, plugin::Call const& call)
{
    plugin::Tensor const& detections = call.input(0);
    int64_t const bytes = plugin::bytesOf(detections.type());
    return run.copyRows(
        {detections.data, 6 * bytes, call.output(0).data, 4 * bytes, 4 * bytes, detections.count() / 6});
}

} // namespace tenon::plugins::special_slice
