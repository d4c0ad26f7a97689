// y[n] = (x₀[n], x₁[n], …), each in order
#pragma once

#include "plugins/common/run.h"
#include "plugins/flatten_concat/flatten_concat.h"

namespace tenon::plugins::flatten_concat
{

template <typename Run>
int32_t enqueueOn(Run const& run, FlattenConcat const&, plugin::Call const& call)
{
    plugin::Tensor const& y = call.output(0);
    int64_t const images = y.dim(0);
    int64_t const pitch = images == 0 ? 0 : y.bytes() / images;
    int64_t offset = 0;
    CopyList<Run> copies(run);
    for (int32_t i = 0; i < call.inputCount() && images != 0; ++i)
    {
        int64_t const bytes = call.input(i).bytes() / images;
        copies.add({call.input(i).data, bytes, static_cast<char*>(y.data) + offset, pitch, bytes, images});
        offset += bytes;
    }
    return copies.finish();
}

} // namespace tenon::plugins::flatten_concat
