#include "ops/reformat/layout_walk.h"

#include "base/checked.h"

#include <algorithm>
#include <numeric>

namespace tenon::ops
{

using base::Dims;
using base::TensorFormat;

namespace
{

//! Where elements of a format lie: a stride for each dim but the channel, which goes in blocks.
struct Layout
{
    std::vector<int64_t> strides; //!< of dims other than the channel
    int32_t channel{-1};          //!< −1: none is special (linear)
    int64_t block{0};             //!< channels side by side; 0: all
    int64_t channelStride{1};     //!< within a block
    int64_t blockStride{0};

    int64_t channelOffset(int64_t c) const
    {
        return block == 0 ? c * channelStride : c / block * blockStride + c % block;
    }
};

//! Gives row-major strides to dims [begin, end), the last one `innermost` apart; returns the stride of a dim before them.
int64_t rowMajor(Layout& layout, Dims const& dims, int32_t begin, int32_t end, int64_t innermost)
{
    for (int32_t d = end - 1; d >= begin; --d)
    {
        layout.strides[static_cast<size_t>(d)] = innermost;
        innermost *= dims.d[d];
    }
    return innermost;
}

Layout layoutFor(Dims const& dims, TensorFormat format)
{
    base::FormatLayout const packing = base::layoutOf(format);
    Layout layout;
    layout.strides.resize(static_cast<size_t>(dims.nbDims));
    if (packing.spatialDims < 0)
    {
        rowMajor(layout, dims, 0, dims.nbDims, 1);
        return layout;
    }
    layout.channel = dims.nbDims - 1 - packing.spatialDims;
    int64_t const channels = dims.d[layout.channel];
    int64_t const padded = base::alignUp<int64_t>(channels, packing.components);
    if (packing.channelsLast)
    {
        int64_t const image = rowMajor(layout, dims, layout.channel + 1, dims.nbDims, padded);
        rowMajor(layout, dims, 0, layout.channel, image);
        return layout;
    }
    layout.block = packing.components;
    layout.blockStride = rowMajor(layout, dims, layout.channel + 1, dims.nbDims, packing.components);
    rowMajor(layout, dims, 0, layout.channel, layout.blockStride * (padded / packing.components));
    return layout;
}

//! In linear layouts every dim has its stride; here the one that the other side takes as the channel is treated as one.
void nameChannel(Layout& layout, int32_t channel)
{
    if (layout.channel < 0)
    {
        layout.channel = channel;
        layout.channelStride = layout.strides[static_cast<size_t>(channel)];
    }
}

//! Loops over channels [first, first + count), which is a multiple of `step` channels, or less than `step`: in steps, then within.
void addChannelLoops(LayoutWalk& walk, Layout const& in, Layout const& out, int64_t count, std::vector<int64_t> const& steps)
{
    for (int64_t const step : steps)
    {
        walk.loops.push_back({count / step, in.channelOffset(step), out.channelOffset(step)});
        count = step;
    }
}

} // namespace

std::vector<LayoutWalk> walksBetween(Dims const& dims, TensorFormat inFormat, TensorFormat outFormat)
{
    Layout in = layoutFor(dims, inFormat);
    Layout out = layoutFor(dims, outFormat);
    int32_t const channel = std::max(in.channel, out.channel);
    LayoutWalk whole;
    if (channel >= 0)
    {
        nameChannel(in, in.channel < 0 ? channel : in.channel);
        nameChannel(out, out.channel < 0 ? channel : out.channel);
    }
    // Two formats with different channels (kCHW32 and kDHWC, say) have no common walk but element by element; the builder never
    // pairs them, and reformat.cpp refuses them.
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        if (d != channel)
        {
            whole.loops.push_back({dims.d[d], in.strides[static_cast<size_t>(d)], out.strides[static_cast<size_t>(d)]});
        }
    }
    if (channel < 0)
    {
        return {whole};
    }
    // Blocks are powers of two: the smaller divides the larger.
    int64_t const large = std::max<int64_t>({in.block, out.block, 1});
    int64_t const small = std::max<int64_t>(std::min(in.block == 0 ? large : in.block, out.block == 0 ? large : out.block), 1);
    int64_t const channels = dims.d[channel];
    std::vector<LayoutWalk> walks;
    auto const add = [&](int64_t first, int64_t count, std::vector<int64_t> const& steps) {
        if (count > 0)
        {
            LayoutWalk walk = whole;
            walk.inOffset = in.channelOffset(first);
            walk.outOffset = out.channelOffset(first);
            addChannelLoops(walk, in, out, count, steps);
            walks.push_back(std::move(walk));
        }
    };
    int64_t const inLarge = channels / large * large;
    int64_t const inSmall = channels / small * small;
    add(0, inLarge, {large, small, 1});
    add(inLarge, inSmall - inLarge, {small, 1});
    add(inSmall, channels - inSmall, {1});
    return walks;
}

} // namespace tenon::ops
