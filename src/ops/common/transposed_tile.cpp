// Loops:     squares of 4 × 4 elements, which are turned in registers; what is left over, one by one.
// Threads:   the caller's.
// Memory:    16 bytes of a row at a time on both sides; the caller's tiles stay in the first-level cache.
// Accuracy:  bits are copied.
#include "ops/common/simd_targets.h"

#include "ops/common/transposed_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/common/transposed_tile.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::transposition::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

void transposePart(uint32_t const* in, int64_t inStride, uint32_t* out, int64_t outStride, int64_t firstRow,
    int64_t rows, int64_t firstColumn, int64_t columns)
{
    for (int64_t r = firstRow; r < rows; ++r)
    {
        for (int64_t c = firstColumn; c < columns; ++c)
        {
            out[c * outStride + r] = in[r * inStride + c];
        }
    }
}

void transposeAll(uint32_t const* in, int64_t inStride, uint32_t* out, int64_t outStride, int64_t rows, int64_t columns)
{
#if HWY_TARGET == HWY_SCALAR
    transposePart(in, inStride, out, outStride, 0, rows, 0, columns);
#else
    hn::FixedTag<uint32_t, 4> const d;
    hn::FixedTag<uint64_t, 2> const pairs;
    int64_t const wholeRows = rows / 4 * 4;
    int64_t const wholeColumns = columns / 4 * 4;
    for (int64_t c = 0; c < wholeColumns; c += 4)
    {
        for (int64_t r = 0; r < wholeRows; r += 4)
        {
            uint32_t const* const from = in + r * inStride + c;
            auto const row0 = hn::LoadU(d, from);
            auto const row1 = hn::LoadU(d, from + inStride);
            auto const row2 = hn::LoadU(d, from + 2 * inStride);
            auto const row3 = hn::LoadU(d, from + 3 * inStride);
            auto const low01 = hn::BitCast(pairs, hn::InterleaveLower(d, row0, row1));
            auto const high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row0, row1));
            auto const low23 = hn::BitCast(pairs, hn::InterleaveLower(d, row2, row3));
            auto const high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row2, row3));
            uint32_t* const to = out + c * outStride + r;
            hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)), d, to);
            hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)), d, to + outStride);
            hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)), d, to + 2 * outStride);
            hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23)), d, to + 3 * outStride);
        }
    }
    transposePart(in, inStride, out, outStride, wholeRows, rows, 0, columns);
    transposePart(in, inStride, out, outStride, 0, wholeRows, wholeColumns, columns);
#endif
}

} // namespace tenon::ops::transposition::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{
namespace transposition
{
HWY_EXPORT(transposeAll);
} // namespace transposition

void transposeTile(
    uint32_t const* in, int64_t inStride, uint32_t* out, int64_t outStride, int64_t rows, int64_t columns)
{
    HWY_DYNAMIC_DISPATCH(transposition::transposeAll)(in, inStride, out, outStride, rows, columns);
}

} // namespace tenon::ops
#endif // HWY_ONCE
