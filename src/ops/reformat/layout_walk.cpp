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

//! Offset of index i in dimension d, whatever the format makes of that dimension.
int64_t offsetOf(Layout const& layout, int32_t d, int64_t i)
{
    return d == layout.channel ? layout.channelOffset(i) : i * layout.strides[static_cast<size_t>(d)];
}

//! Indices side by side in dimension d before a jump; 0: all.
int64_t blockOf(Layout const& layout, int32_t d)
{
    return d == layout.channel ? layout.block : 0;
}

//! Indices [first, first + count) of one dimension as loops, each of which has one stride on either side.
struct Piece
{
    int64_t first{0};
    std::vector<StridedLoop> loops;
};

//! Blocks are powers of two: the smaller divides the larger. What is left behind the last whole block gets pieces of its own.
std::vector<Piece> piecesOf(Layout const& in, Layout const& out, int32_t d, int64_t size)
{
    int64_t const inBlock = blockOf(in, d);
    int64_t const outBlock = blockOf(out, d);
    int64_t const large = std::max<int64_t>({inBlock, outBlock, 1});
    int64_t const small =
        std::max<int64_t>(std::min(inBlock == 0 ? large : inBlock, outBlock == 0 ? large : outBlock), 1);
    std::vector<Piece> pieces;
    auto const add = [&](int64_t first, int64_t count, std::initializer_list<int64_t> steps) {
        if (count == 0)
        {
            return;
        }
        Piece piece{first, {}};
        for (int64_t const step : steps)
        {
            piece.loops.push_back({count / step, offsetOf(in, d, step), offsetOf(out, d, step)});
            count = step;
        }
        pieces.push_back(std::move(piece));
    };
    int64_t const wholeLarge = size / large * large;
    int64_t const wholeSmall = size / small * small;
    add(0, wholeLarge, {large, small, 1});
    add(wholeLarge, wholeSmall - wholeLarge, {small, 1});
    add(wholeSmall, size - wholeSmall, {1});
    return pieces;
}

} // namespace

std::vector<LayoutWalk> walksBetween(Dims const& dims, TensorFormat inFormat, TensorFormat outFormat)
{
    Layout const in = layoutFor(dims, inFormat);
    Layout const out = layoutFor(dims, outFormat);
    std::vector<LayoutWalk> walks(1);
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        // Formats may take different dimensions as the channel (kCHW32 and kDHWC, say): then both are cut.
        std::vector<LayoutWalk> longer;
        for (Piece const& piece : piecesOf(in, out, d, dims.d[d]))
        {
            for (LayoutWalk walk : walks)
            {
                walk.inOffset += offsetOf(in, d, piece.first);
                walk.outOffset += offsetOf(out, d, piece.first);
                walk.loops.insert(walk.loops.end(), piece.loops.begin(), piece.loops.end());
                longer.push_back(std::move(walk));
            }
        }
        walks = std::move(longer);
    }
    return walks;
}

} // namespace tenon::ops
