// C = A · B
//
// Registers: 4 rows by 4 vectors of C stay in registers while A's and B's common dimension passes by, 256 of it at a time, so that B's rows
//            come from the second-level cache for the next rows of A.
// Accuracy:  fp32 sums in the order of the common dimension.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/gemm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/common/gemm_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

//! kRows rows by kVectors vectors of C, from `column` on.
template <int kRows, int kVectors>
HWY_INLINE void block(Gemm const& g, int64_t row, int64_t column, int64_t begin, int64_t end, bool add)
{
    hn::ScalableTag<float> const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    using V = hn::Vec<decltype(d)>;
    V sums[kRows][kVectors];
    float* const c = g.c + row * g.cPitch + column;
    for (int i = 0; i < kRows; ++i)
    {
        for (int j = 0; j < kVectors; ++j)
        {
            sums[i][j] = add ? hn::LoadU(d, c + i * g.cPitch + j * lanes) : hn::Zero(d);
        }
    }
    for (int64_t k = begin; k < end; ++k)
    {
        float const* const b = g.b + k * g.bPitch + column;
        V vectors[kVectors];
        for (int j = 0; j < kVectors; ++j)
        {
            vectors[j] = hn::LoadU(d, b + j * lanes);
        }
        for (int i = 0; i < kRows; ++i)
        {
            V const a = hn::Set(d, g.a[(row + i) * g.aPitch + k]);
            for (int j = 0; j < kVectors; ++j)
            {
                sums[i][j] = hn::MulAdd(a, vectors[j], sums[i][j]);
            }
        }
    }
    for (int i = 0; i < kRows; ++i)
    {
        for (int j = 0; j < kVectors; ++j)
        {
            hn::StoreU(sums[i][j], d, c + i * g.cPitch + j * lanes);
        }
    }
}

HWY_INLINE void scalars(Gemm const& g, int64_t row, int64_t column, int64_t begin, int64_t end, bool add)
{
    float sum = add ? g.c[row * g.cPitch + column] : 0.0F;
    for (int64_t k = begin; k < end; ++k)
    {
        sum += g.a[row * g.aPitch + k] * g.b[k * g.bPitch + column];
    }
    g.c[row * g.cPitch + column] = sum;
}

template <int kVectors>
HWY_INLINE void columnsOf(Gemm const& g, int64_t column, int64_t begin, int64_t end, bool add)
{
    int64_t row = 0;
    for (; row + 4 <= g.rows; row += 4)
    {
        block<4, kVectors>(g, row, column, begin, end, add);
    }
    for (; row < g.rows; ++row)
    {
        block<1, kVectors>(g, row, column, begin, end, add);
    }
}

void multiplyAll(Gemm const& g, bool add)
{
    hn::ScalableTag<float> const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    constexpr int64_t kDepth = 256;
    for (int64_t begin = 0; begin < g.depth || begin == 0; begin += kDepth)
    {
        int64_t const end = begin + kDepth < g.depth ? begin + kDepth : g.depth;
        bool const more = add || begin > 0;
        int64_t column = 0;
        for (; column + 4 * lanes <= g.columns; column += 4 * lanes)
        {
            columnsOf<4>(g, column, begin, end, more);
        }
        for (; column + lanes <= g.columns; column += lanes)
        {
            columnsOf<1>(g, column, begin, end, more);
        }
        for (; column < g.columns; ++column)
        {
            for (int64_t row = 0; row < g.rows; ++row)
            {
                scalars(g, row, column, begin, end, more);
            }
        }
    }
}

} // namespace tenon::plugins::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins
{

HWY_EXPORT(multiplyAll);

void multiply(Gemm const& gemm, bool add)
{
    HWY_DYNAMIC_DISPATCH(multiplyAll)(gemm, add);
}

} // namespace tenon::plugins
#endif // HWY_ONCE
