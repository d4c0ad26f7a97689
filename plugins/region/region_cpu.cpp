// Region_TRT on the CPU: 64 positions of a box at a time, channel by channel, so that vectors hold neighbours
//
// Threads:   pieces of positions of a box.
// Memory:    each element is read once and written once; what lies between stays in the caches: 64 numbers for each class of a group.
// Accuracy:  fp32, exponentials within 1 unit of the last place; fp16 rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/region/region_kernel.h"

#include "plugins/common/convert.h"

#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/region/region_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::region::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;
constexpr int64_t kPositions = 64; // whole vectors of every target

//! e^x; x above 88 counts as 88. NaN stays NaN.
HWY_INLINE hn::Vec<F32> expOf(hn::Vec<F32> x)
{
    F32 const d;
    auto const least = hn::Set(d, -87.0F);
    auto const bounded = hn::Min(hn::Max(x, least), hn::Set(d, 88.0F));
    auto const power = hn::IfThenElse(hn::Lt(x, least), hn::Zero(d), hn::Exp(d, bounded));
    return hn::IfThenElse(hn::IsNaN(x), x, power);
}

//! values[64], in place.
void sigmoids(float* values)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const one = hn::Set(d, 1.0F);
    for (int64_t i = 0; i < kPositions; i += lanes)
    {
        hn::StoreU(hn::Div(one, hn::Add(one, expOf(hn::Neg(hn::LoadU(d, values + i))))), d, values + i);
    }
}

//! values[classes · 64], in place.
void softmaxes(float* values, int32_t classes)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    for (int64_t i = 0; i < kPositions; i += lanes)
    {
        float* const first = values + i;
        auto most = hn::LoadU(d, first);
        for (int32_t c = 1; c < classes; ++c)
        {
            most = hn::Max(most, hn::LoadU(d, first + c * kPositions));
        }
        auto sum = hn::Zero(d);
        for (int32_t c = 0; c < classes; ++c)
        {
            auto const power = expOf(hn::Sub(hn::LoadU(d, first + c * kPositions), most));
            hn::StoreU(power, d, first + c * kPositions);
            sum = hn::Add(sum, power);
        }
        for (int32_t c = 0; c < classes; ++c)
        {
            hn::StoreU(hn::Div(hn::LoadU(d, first + c * kPositions), sum), d, first + c * kPositions);
        }
    }
}

} // namespace tenon::plugins::region::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::region
{

HWY_EXPORT(sigmoids);
HWY_EXPORT(softmaxes);

namespace
{

constexpr int64_t kPositionsAtOnce = 64;

//! Positions of one box.
template <typename T>
void positionsOf(T const* x, T* y, int64_t plane, int64_t count, Classes const& classes, std::vector<float>& values)
{
    for (int64_t c = 0; c < 5; ++c)
    {
        if (c == 2 || c == 3)
        {
            std::copy(x + c * plane, x + c * plane + count, y + c * plane);
            continue;
        }
        toFloats(x + c * plane, values.data(), count);
        HWY_DYNAMIC_DISPATCH(sigmoids)(values.data());
        fromFloats(values.data(), y + c * plane, count);
    }
    int64_t begin = 5 * plane;
    for (int32_t g = 0; g < classes.groups; begin += classes.groupSizes[g++] * plane)
    {
        for (int64_t c = 0; c < classes.groupSizes[g]; ++c)
        {
            toFloats(x + begin + c * plane, values.data() + c * kPositionsAtOnce, count);
        }
        HWY_DYNAMIC_DISPATCH(softmaxes)(values.data(), classes.groupSizes[g]);
        for (int64_t c = 0; c < classes.groupSizes[g]; ++c)
        {
            fromFloats(values.data() + c * kPositionsAtOnce, y + begin + c * plane, count);
        }
    }
}

template <typename T>
int32_t boxesOf(T const* x, T* y, int64_t boxes, int64_t plane, Classes const& classes)
{
    int64_t const pieces = (plane + kPositionsAtOnce - 1) / kPositionsAtOnce;
    int32_t const largest = *std::max_element(classes.groupSizes, classes.groupSizes + classes.groups);
    tenon::parallelFor(boxes * pieces, 1, [=](int64_t begin, int64_t end) {
        static thread_local std::vector<float> values;
        values.assign(static_cast<size_t>(largest) * kPositionsAtOnce, 0.0F);
        for (int64_t index = begin; index < end; ++index)
        {
            int64_t const first = index % pieces * kPositionsAtOnce;
            int64_t const at = index / pieces * (5 + classes.count) * plane + first;
            positionsOf(x + at, y + at, plane, std::min(kPositionsAtOnce, plane - first), classes, values);
        }
    });
    return 0;
}

} // namespace

int32_t boxesOnCpu(float const* x, float* y, int64_t boxes, int64_t plane, Classes const& classes)
{
    return boxesOf(x, y, boxes, plane, classes);
}

int32_t boxesOnCpu(Half const* x, Half* y, int64_t boxes, int64_t plane, Classes const& classes)
{
    return boxesOf(x, y, boxes, plane, classes);
}

} // namespace tenon::plugins::region
#endif // HWY_ONCE
