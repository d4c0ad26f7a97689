// C = A · B
//
// Registers: 6 rows by 4 vectors of C (6 by 2 where there are 16 registers) stay in registers while A's and B's common dimension passes by,
//            384 of it at a time, so that a panel of B stays in the second-level cache for the next rows of A. Packed panels lie one row behind
//            the other: a B as it lies has its rows in as many pages, and often in the same few sets of the caches.
// Accuracy:  fp32 sums in the order of the common dimension.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/gemm.h"

#include "plugins/common/convert.h"

#include <new>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/common/gemm_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;

#if HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
constexpr int kVectorsOfC = 4;
#else
constexpr int kVectorsOfC = 2;
#endif
constexpr int kRowsOfC = 6;

//! Part of a product: all rows of A by some columns of B and C, which are at most a panel, over depths [begin, end).
struct Part
{
    float const* a;
    int64_t aPitch;
    float const* b; //!< at depth 0 and the part's first column
    int64_t bPitch;
    float* c;
    int64_t cPitch;
    int64_t rows, begin, end;
    int64_t lastLanes; //!< of the last vector
    bool add;
};

//! kRows rows by kVectors vectors of C. kIsWhole: all lanes of the last vector count.
template <int kRows, int kVectors, bool kIsWhole>
HWY_INLINE void block(Part const& p, int64_t row)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    using V = hn::Vec<F32>;
    auto const mask = hn::FirstN(d, static_cast<size_t>(p.lastLanes));
    auto const isPart = [](int j) { return !kIsWhole && j == kVectors - 1; };
    V sums[kRows][kVectors];
    float* const c = p.c + row * p.cPitch;
    for (int i = 0; i < kRows; ++i)
    {
        for (int j = 0; j < kVectors; ++j)
        {
            float const* const from = c + i * p.cPitch + j * lanes;
            sums[i][j] = !p.add ? hn::Zero(d) : isPart(j) ? hn::MaskedLoad(mask, d, from) : hn::LoadU(d, from);
        }
    }
    float const* const a = p.a + row * p.aPitch;
    for (int64_t k = p.begin; k < p.end; ++k)
    {
        float const* const b = p.b + k * p.bPitch;
        V vectors[kVectors];
        for (int j = 0; j < kVectors; ++j)
        {
            vectors[j] = isPart(j) ? hn::MaskedLoad(mask, d, b + j * lanes) : hn::LoadU(d, b + j * lanes);
        }
        for (int i = 0; i < kRows; ++i)
        {
            V const factor = hn::Set(d, a[i * p.aPitch + k]);
            for (int j = 0; j < kVectors; ++j)
            {
                sums[i][j] = hn::MulAdd(factor, vectors[j], sums[i][j]);
            }
        }
    }
    for (int i = 0; i < kRows; ++i)
    {
        for (int j = 0; j < kVectors; ++j)
        {
            float* const to = c + i * p.cPitch + j * lanes;
            isPart(j) ? hn::BlendedStore(sums[i][j], mask, d, to) : hn::StoreU(sums[i][j], d, to);
        }
    }
}

template <int kVectors, bool kIsWhole>
HWY_INLINE void rowsOf(Part const& p)
{
    int64_t row = 0;
    for (; row + kRowsOfC <= p.rows; row += kRowsOfC)
    {
        block<kRowsOfC, kVectors, kIsWhole>(p, row);
    }
    for (; row + 2 <= p.rows; row += 2)
    {
        block<2, kVectors, kIsWhole>(p, row);
    }
    if (row < p.rows)
    {
        block<1, kVectors, kIsWhole>(p, row);
    }
}

template <int kVectors>
HWY_INLINE void vectorsOf(Part const& p, int64_t vectors)
{
    if constexpr (kVectors > 0)
    {
        if (vectors != kVectors)
        {
            vectorsOf<kVectors - 1>(p, vectors);
            return;
        }
        p.lastLanes == static_cast<int64_t>(hn::Lanes(F32())) ? rowsOf<kVectors, true>(p) : rowsOf<kVectors, false>(p);
    }
}

int64_t panelColumns()
{
    return kVectorsOfC * static_cast<int64_t>(hn::Lanes(F32()));
}

//! `g.b` and `g.c` at the first column; at most panelColumns() of them.
void multiplyPanel(Gemm const& g, bool add)
{
    constexpr int64_t kDepth = 384;
    auto const lanes = static_cast<int64_t>(hn::Lanes(F32()));
    int64_t const vectors = (g.columns + lanes - 1) / lanes;
    Part part{g.a, g.aPitch, g.b, g.bPitch, g.c, g.cPitch, g.rows, 0, 0, g.columns - (vectors - 1) * lanes, add};
    for (int64_t begin = 0; begin < g.depth || begin == 0; begin += kDepth)
    {
        part.begin = begin;
        part.end = begin + kDepth < g.depth ? begin + kDepth : g.depth;
        part.add = add || begin > 0;
        vectorsOf<kVectorsOfC>(part, vectors);
    }
}

} // namespace tenon::plugins::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins
{

HWY_EXPORT(panelColumns);
HWY_EXPORT(multiplyPanel);

namespace
{

int64_t columnsOfPanel()
{
    static int64_t const columns = HWY_DYNAMIC_DISPATCH(panelColumns)();
    return columns;
}

template <typename T>
void packPanel(T const* from, MatrixView const& b, int64_t depth, int64_t columns, float* to)
{
    if (b.columnStride == 1)
    {
        for (int64_t k = 0; k < depth; ++k)
        {
            toFloats(from + k * b.rowStride, to + k * columns, columns);
        }
        return;
    }
    // Column by column: each is a row of the transposed matrix.
    constexpr int64_t kPiece = 256;
    float piece[kPiece];
    for (int64_t c = 0; c < columns; ++c)
    {
        T const* const column = from + c * b.columnStride;
        for (int64_t k = 0; k < depth; k += kPiece)
        {
            int64_t const count = std::min(kPiece, depth - k);
            if (b.rowStride == 1)
            {
                toFloats(column + k, piece, count);
            }
            for (int64_t i = 0; i < count; ++i)
            {
                to[(k + i) * columns + c] = b.rowStride == 1 ? piece[i] : real(column[(k + i) * b.rowStride]);
            }
        }
    }
}

} // namespace

void multiply(Gemm const& gemm, bool add)
{
    for (int64_t column = 0; column < gemm.columns; column += columnsOfPanel())
    {
        Gemm panel = gemm;
        panel.b += column;
        panel.c += column;
        panel.columns = std::min(columnsOfPanel(), gemm.columns - column);
        HWY_DYNAMIC_DISPATCH(multiplyPanel)(panel, add);
    }
}

int64_t PackedMatrix::panels() const
{
    return (columns_ + columnsOfPanel() - 1) / columnsOfPanel();
}

int64_t PackedMatrix::columnOf(int64_t index) const
{
    return std::min(index * columnsOfPanel(), columns_);
}

void PackedMatrix::assign(MatrixView const& b, int64_t depth, int64_t columns)
{
    depth_ = depth;
    columns_ = columns;
    if (depth * columns > capacity_ || panels_ == nullptr)
    {
        capacity_ = (depth * columns + 15) / 16 * 16 + 16;
        panels_.reset(static_cast<float*>(std::aligned_alloc(64, static_cast<size_t>(capacity_) * sizeof(float))));
        if (panels_ == nullptr)
        {
            capacity_ = 0;
            throw std::bad_alloc();
        }
    }
    for (int64_t i = 0; i < panels(); ++i)
    {
        int64_t const column = columnOf(i);
        int64_t const width = columnOf(i + 1) - column;
        float* const to = panels_.get() + column * depth;
        b.type == nvinfer1::DataType::kHALF
            ? packPanel(static_cast<Half const*>(b.data) + column * b.columnStride, b, depth, width, to)
            : packPanel(static_cast<float const*>(b.data) + column * b.columnStride, b, depth, width, to);
    }
}

void PackedMatrix::multiply(
    float const* a, int64_t aPitch, float* c, int64_t cPitch, int64_t rows, int64_t first, int64_t last) const
{
    for (int64_t i = first; i < last; ++i)
    {
        int64_t const column = columnOf(i);
        int64_t const width = columnOf(i + 1) - column;
        Gemm const panel{a, aPitch, panels_.get() + column * depth_, width, c + column, cPitch, rows, width, depth_};
        HWY_DYNAMIC_DISPATCH(multiplyPanel)(panel, false);
    }
}

} // namespace tenon::plugins
#endif // HWY_ONCE
