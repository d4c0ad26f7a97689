// Each part is `outer` runs of `length · inner` elements, out of runs of `extent · inner`.
#pragma once

#include "plugins/common/run.h"
#include "plugins/split/split.h"

namespace tenon::plugins::split
{

template <typename Run>
int32_t enqueueOn(Run const& run, Split const& split, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    int32_t const axis = split.axis < 0 ? split.axis + x.rank() : split.axis;
    int64_t outer = 1;
    int64_t inner = plugin::bytesOf(x.type());
    for (int32_t i = 0; i < x.rank(); ++i)
    {
        (i < axis ? outer : inner) *= i == axis ? 1 : x.dim(i);
    }
    int64_t offset = 0;
    CopyList<Run> copies(run);
    for (int32_t i = 0; i < call.outputCount(); ++i)
    {
        int64_t const bytes = call.output(i).dim(axis) * inner;
        char const* const from = static_cast<char const*>(x.data) + offset;
        copies.add({from, x.dim(axis) * inner, call.output(i).data, bytes, bytes, outer});
        offset += bytes;
    }
    return copies.finish();
}

} // namespace tenon::plugins::split
