// out[Σ i_k outStride_k] = in[Σ i_k inStride_k].
//
// Loops:     sizes of 1 are dropped, loops are ordered by output stride, and neighbours that are one loop on both sides are merged.
// Threads:   the outermost work is cut into pieces: rows, or tiles.
// Memory:    rows contiguous on both sides are copied whole. Where the inputs' fastest loop is another than the outputs', the two
//            are walked in tiles, so that each line of memory is read and written once.
// Accuracy:  bits are copied.
#include "ops/common/strided_copy.h"

#include "devices/cpu/parallel.h"
#include "ops/common/transposed_tile.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{
namespace
{

//! Elements of a tile's side: those that transposeTile() turns in registers gain by longer rows.
template <typename Element>
constexpr int64_t kCopyTile = sizeof(Element) == sizeof(uint32_t) ? 64 : 32;
constexpr int64_t kNarrowTile = 4;
constexpr int64_t kNarrowElements = 1024; //!< of tiles so narrow
constexpr int64_t kGrainBytes = 128 * 1024;

std::vector<StridedLoop> simplified(std::vector<StridedLoop> loops)
{
    std::erase_if(loops, [](StridedLoop const& loop) { return loop.size == 1; });
    std::stable_sort(loops.begin(), loops.end(),
        [](StridedLoop const& a, StridedLoop const& b) { return a.outStride > b.outStride; });
    std::vector<StridedLoop> merged;
    for (StridedLoop const& loop : loops)
    {
        if (!merged.empty() && merged.back().inStride == loop.inStride * loop.size
            && merged.back().outStride == loop.outStride * loop.size)
        {
            merged.back() = {merged.back().size * loop.size, loop.inStride, loop.outStride};
            continue;
        }
        merged.push_back(loop);
    }
    return merged;
}

//! Offsets of iteration `index` of some loops, the last one fastest.
struct LoopOffsets
{
    int64_t in{0};
    int64_t out{0};
};

LoopOffsets offsetsOf(std::vector<StridedLoop> const& loops, int64_t index)
{
    LoopOffsets offsets;
    for (size_t k = loops.size(); k > 0; --k)
    {
        StridedLoop const& loop = loops[k - 1];
        int64_t const step = index % loop.size;
        index /= loop.size;
        offsets.in += step * loop.inStride;
        offsets.out += step * loop.outStride;
    }
    return offsets;
}

int64_t countOf(std::vector<StridedLoop> const& loops)
{
    int64_t count = 1;
    for (StridedLoop const& loop : loops)
    {
        count *= loop.size;
    }
    return count;
}

template <typename Element>
void copyRow(Element const* in, Element* out, StridedLoop const& row)
{
    if (row.inStride == 1 && row.outStride == 1)
    {
        std::memcpy(out, in, static_cast<size_t>(row.size) * sizeof(Element));
        return;
    }
    for (int64_t i = 0; i < row.size; ++i)
    {
        out[i * row.outStride] = in[i * row.inStride];
    }
}

//! As many elements side by side as an image has channels: the inner loop is unrolled.
template <typename Element, int64_t kWidth>
void copyNarrowTile(Element const* in, Element* out, StridedLoop const& fastIn, StridedLoop const& fastOut)
{
    for (int64_t i = 0; i < fastIn.size; ++i)
    {
        for (int64_t o = 0; o < kWidth; ++o)
        {
            out[i * fastIn.outStride + o * fastOut.outStride] = in[i * fastIn.inStride + o * fastOut.inStride];
        }
    }
}

//! `fastIn` is the loop with the smallest input stride, `fastOut` the one with the smallest output stride.
template <typename Element>
void copyTile(Element const* in, Element* out, StridedLoop const& fastIn, StridedLoop const& fastOut)
{
    switch (fastOut.size)
    {
    case 2: copyNarrowTile<Element, 2>(in, out, fastIn, fastOut); return;
    case 3: copyNarrowTile<Element, 3>(in, out, fastIn, fastOut); return;
    case 4: copyNarrowTile<Element, 4>(in, out, fastIn, fastOut); return;
    default: break;
    }
    if constexpr (sizeof(Element) == sizeof(uint32_t))
    {
        if (fastIn.inStride == 1 && fastOut.outStride == 1)
        {
            transposeTile(in, fastOut.inStride, out, fastIn.outStride, fastOut.size, fastIn.size);
            return;
        }
    }
    for (int64_t i = 0; i < fastIn.size; ++i)
    {
        Element const* const from = in + i * fastIn.inStride;
        Element* const to = out + i * fastIn.outStride;
        for (int64_t o = 0; o < fastOut.size; ++o)
        {
            to[o * fastOut.outStride] = from[o * fastOut.inStride];
        }
    }
}

template <typename Element>
void copyRows(Element const* in, Element* out, std::vector<StridedLoop> outer)
{
    StridedLoop const row = outer.back();
    outer.pop_back();
    int64_t const rows = countOf(outer);
    if (rows == 1)
    {
        int64_t const grain = kGrainBytes / static_cast<int64_t>(sizeof(Element));
        devices::parallelFor(row.size, grain, [&](int64_t begin, int64_t end) {
            copyRow(in + begin * row.inStride, out + begin * row.outStride, {end - begin, row.inStride, row.outStride});
        });
        return;
    }
    int64_t const grain = std::max<int64_t>(1, kGrainBytes / (row.size * static_cast<int64_t>(sizeof(Element))));
    devices::parallelFor(rows, grain, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; ++index)
        {
            LoopOffsets const at = offsetsOf(outer, index);
            copyRow(in + at.in, out + at.out, row);
        }
    });
}

template <typename Element>
void copyTiles(Element const* in, Element* out, std::vector<StridedLoop> outer, size_t fastInPlace)
{
    StridedLoop const fastOut = outer.back();
    outer.pop_back();
    StridedLoop const fastIn = outer[fastInPlace];
    outer.erase(outer.begin() + static_cast<ptrdiff_t>(fastInPlace));
    // Tiles of images with few channels are longer: each is some work to begin.
    constexpr int64_t kTile = kCopyTile<Element>;
    int64_t const inTile = fastOut.size <= kNarrowTile ? kNarrowElements / fastOut.size : kTile;
    int64_t const inTiles = (fastIn.size + inTile - 1) / inTile;
    int64_t const outTiles = (fastOut.size + kTile - 1) / kTile;
    int64_t const grain = std::max<int64_t>(1, kGrainBytes / (kTile * kTile * static_cast<int64_t>(sizeof(Element))));
    devices::parallelFor(countOf(outer) * inTiles * outTiles, grain, [&](int64_t begin, int64_t end) {
        for (int64_t index = begin; index < end; ++index)
        {
            int64_t const o = index % outTiles * kTile;
            int64_t const i = index / outTiles % inTiles * inTile;
            LoopOffsets const at = offsetsOf(outer, index / outTiles / inTiles);
            StridedLoop const tileIn{std::min(inTile, fastIn.size - i), fastIn.inStride, fastIn.outStride};
            StridedLoop const tileOut{std::min(kTile, fastOut.size - o), fastOut.inStride, fastOut.outStride};
            copyTile(in + at.in + i * fastIn.inStride + o * fastOut.inStride,
                out + at.out + i * fastIn.outStride + o * fastOut.outStride, tileIn, tileOut);
        }
    });
}

} // namespace

StridedCopy::StridedCopy(std::vector<StridedLoop> loops, int64_t elementBytes)
    : elementBytes_(elementBytes)
    , count_(countOf(loops))
{
    loops_ = simplified(std::move(loops));
    if (loops_.empty())
    {
        loops_.push_back({1, 1, 1});
    }
}

bool StridedCopy::isContiguous() const
{
    return loops_.size() == 1 && loops_[0].inStride == 1 && loops_[0].outStride == 1;
}

template <typename Element>
void StridedCopy::runAs(void const* in, void* out) const
{
    auto const* const from = static_cast<Element const*>(in);
    auto* const to = static_cast<Element*>(out);
    auto const fastest = std::min_element(loops_.begin(), loops_.end(),
        [](StridedLoop const& a, StridedLoop const& b) { return a.inStride < b.inStride; });
    auto const place = static_cast<size_t>(fastest - loops_.begin());
    if (place + 1 == loops_.size())
    {
        copyRows(from, to, loops_);
    }
    else
    {
        copyTiles(from, to, loops_, place);
    }
}

void StridedCopy::run(void const* in, void* out) const
{
    if (count_ == 0)
    {
        return;
    }
    switch (elementBytes_)
    {
    case 1: runAs<uint8_t>(in, out); break;
    case 2: runAs<uint16_t>(in, out); break;
    case 4: runAs<uint32_t>(in, out); break;
    default: runAs<uint64_t>(in, out); break;
    }
}

std::vector<StridedLoop> transposeLoops(base::Dims const& in, std::vector<int64_t> const& order)
{
    std::vector<int64_t> inStrides(static_cast<size_t>(in.nbDims), 1);
    for (int32_t i = in.nbDims - 2; i >= 0; --i)
    {
        inStrides[static_cast<size_t>(i)] = inStrides[static_cast<size_t>(i) + 1] * in.d[i + 1];
    }
    std::vector<StridedLoop> loops(order.size());
    int64_t outStride = 1;
    for (size_t i = order.size(); i > 0; --i)
    {
        int64_t const from = order[i - 1];
        loops[i - 1] = {in.d[from], inStrides[static_cast<size_t>(from)], outStride};
        outStride *= in.d[from];
    }
    return loops;
}

} // namespace tenon::ops
