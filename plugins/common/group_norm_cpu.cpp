// Moments and affine functions of runs of numbers
//
// Memory:    runs lie in the first-level cache.
// Accuracy:  fp32, in four times as many parts as a vector has lanes.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/group_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/common/group_norm_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using NormF32 = hn::ScalableTag<float>;

//! Σ term(v), lane by lane.
template <typename Term>
HWY_INLINE float sumOfTerms(float const* values, int64_t count, Term const& term)
{
    NormF32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto first = hn::Zero(d);
    auto second = hn::Zero(d);
    auto third = hn::Zero(d);
    auto fourth = hn::Zero(d);
    int64_t i = 0;
    for (; i + 4 * lanes <= count; i += 4 * lanes)
    {
        first = hn::Add(first, term(hn::LoadU(d, values + i)));
        second = hn::Add(second, term(hn::LoadU(d, values + i + lanes)));
        third = hn::Add(third, term(hn::LoadU(d, values + i + 2 * lanes)));
        fourth = hn::Add(fourth, term(hn::LoadU(d, values + i + 3 * lanes)));
    }
    for (; i + lanes <= count; i += lanes)
    {
        first = hn::Add(first, term(hn::LoadU(d, values + i)));
    }
    if (i < count)
    {
        auto const there = hn::FirstN(d, static_cast<size_t>(count - i));
        second = hn::Add(second, hn::IfThenElseZero(there, term(hn::MaskedLoad(there, d, values + i))));
    }
    return hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(first, second), hn::Add(third, fourth))));
}

void moments(float const* values, int64_t count, Moments* result)
{
    NormF32 const d;
    result->sum = sumOfTerms(values, count, [](auto v) { return v; });
    auto const mean = hn::Set(d, result->sum / static_cast<float>(count));
    result->squares = sumOfTerms(values, count, [mean](auto v) {
        auto const difference = hn::Sub(v, mean);
        return hn::Mul(difference, difference);
    });
}

void scaleAndShiftRun(float const* x, float* y, int64_t count, float slope, float offset, float alpha)
{
    NormF32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const of = [&](hn::Vec<NormF32> v) {
        auto const result = hn::MulAdd(v, hn::Set(d, slope), hn::Set(d, offset));
        return hn::IfThenElse(hn::Lt(result, hn::Zero(d)), hn::Mul(result, hn::Set(d, alpha)), result);
    };
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(of(hn::LoadU(d, x + i)), d, y + i);
    }
    for (; i < count; ++i)
    {
        float const result = x[i] * slope + offset;
        y[i] = result < 0.0F ? result * alpha : result;
    }
}

} // namespace tenon::plugins::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins
{

HWY_EXPORT(moments);
HWY_EXPORT(scaleAndShiftRun);

Moments momentsOf(float const* values, int64_t count)
{
    Moments result{};
    HWY_DYNAMIC_DISPATCH(moments)(values, count, &result);
    return result;
}

void scaleAndShift(float const* x, float* y, int64_t count, float slope, float offset, bool relu, float alpha)
{
    HWY_DYNAMIC_DISPATCH(scaleAndShiftRun)(x, y, count, slope, offset, relu ? alpha : 1.0F);
}

} // namespace tenon::plugins
#endif // HWY_ONCE
