// t = masked(scale · s), m = max t, e = exp(t − m), s = e / Σ e for each row
//
// Loops:     three passes over a row, of which the later two find it in the first-level cache: scaled and masked, with the maximum;
//            exponentials and their sum; division.
// Threads:   pieces of rows.
// Memory:    scores are read and written once, the mask read once for each row that it serves.
// Accuracy:  exp within 2 ulp (ops/common/simd_math-inl.h), sums in fp32 over as many partial sums as a vector has lanes.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/fused_attention/masked_softmax_cpu.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/fused_attention/masked_softmax_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::attention::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;

//! Scales and masks `count` scores, and returns the largest.
float maskRow(float* row, int64_t count, float scale, Mask const& mask, int64_t offset)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const factor = hn::Set(f, scale);
    bool const steps = mask.step[3] != 0;
    auto largest = hn::Set(f, -std::numeric_limits<float>::infinity());
    int64_t i = 0;
    if (mask.condition == nullptr)
    {
        float const* const added = mask.added == nullptr ? nullptr : mask.added + offset;
        auto const same = hn::Set(f, added == nullptr || steps ? 0.0F : *added);
        for (; i + lanes <= count; i += lanes)
        {
            auto const addend = added != nullptr && steps ? hn::LoadU(f, added + i) : same;
            auto const value = hn::MulAdd(hn::LoadU(f, row + i), factor, addend);
            hn::StoreU(value, f, row + i);
            largest = hn::Max(largest, value);
        }
        float last = -std::numeric_limits<float>::infinity();
        for (; i < count; ++i)
        {
            row[i] = std::fma(row[i], scale, added == nullptr ? 0.0F : added[steps ? i : 0]);
            last = std::max(last, row[i]);
        }
        return std::max(last, hn::GetLane(hn::MaxOfLanes(f, largest)));
    }
    uint8_t const* const condition = mask.condition + offset;
    float last = -std::numeric_limits<float>::infinity();
    for (; i < count; ++i)
    {
        row[i] = condition[steps ? i : 0] != 0 ? row[i] * scale : mask.fill;
        last = std::max(last, row[i]);
    }
    return last;
}

void softmaxRowAround(float* row, int64_t count, float largest)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const m = hn::Set(f, largest);
    auto sum = hn::Zero(f);
    int64_t const whole = count - count % lanes;
    for (int64_t i = 0; i < whole; i += lanes)
    {
        auto const e = ::tenon::ops::HWY_NAMESPACE::expOf(hn::Sub(hn::LoadU(f, row + i), m));
        hn::StoreU(e, f, row + i);
        sum = hn::Add(sum, e);
    }
    HWY_ALIGN float rest[HWY_MAX_BYTES / sizeof(float)];
    hn::Store(hn::Set(f, -std::numeric_limits<float>::infinity()), f, rest);
    std::copy(row + whole, row + count, rest);
    // Lanes behind the end hold exp(−∞) = 0, or NaN where the whole row is NaN anyway.
    auto const last = ::tenon::ops::HWY_NAMESPACE::expOf(hn::Sub(hn::Load(f, rest), m));
    sum = hn::Add(sum, last);
    auto const factor = hn::Div(hn::Set(f, 1.0F), hn::SumOfLanes(f, sum));
    for (int64_t i = 0; i < whole; i += lanes)
    {
        hn::StoreU(hn::Mul(hn::LoadU(f, row + i), factor), f, row + i);
    }
    hn::Store(hn::Mul(last, factor), f, rest);
    std::copy(rest, rest + (count - whole), row + whole);
}

//! Rows [begin, end), counted over batch, heads and rows.
void maskedSoftmaxRows(Scores const& sizes, Mask const& mask, float* scores, int64_t begin, int64_t end)
{
    for (int64_t index = begin; index < end; ++index)
    {
        int64_t const row = index % sizes.rows;
        int64_t const head = index / sizes.rows % sizes.heads;
        int64_t const batch = index / sizes.rows / sizes.heads;
        int64_t const offset = batch * mask.step[0] + head * mask.step[1] + row * mask.step[2];
        float* const values = scores + index * sizes.columns;
        softmaxRowAround(values, sizes.columns, maskRow(values, sizes.columns, sizes.scale, mask, offset));
    }
}

} // namespace tenon::ops::attention::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::attention
{
HWY_EXPORT(maskedSoftmaxRows);

void maskedSoftmax(Scores const& sizes, Mask const& mask, float* scores)
{
    constexpr int64_t kElementsWorthAThread = 16384;
    int64_t const grain = kElementsWorthAThread / std::max<int64_t>(sizes.columns, 1) + 1;
    devices::parallelFor(sizes.batch * sizes.heads * sizes.rows, grain, [&](int64_t begin, int64_t end) {
        HWY_DYNAMIC_DISPATCH(maskedSoftmaxRows)(sizes, mask, scores, begin, end);
    });
}
} // namespace tenon::ops::attention
#endif // HWY_ONCE
