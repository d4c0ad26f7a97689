// Region_TRT on the CPU: 64 positions of a box at a time, channel by channel, so that vectors hold neighbours
//
// Threads:   pieces of positions of a box.
// Memory:    each element is read once and written once; what lies between stays in the first-level cache: 64 · classes numbers.
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

//! values[(5 + classes) · 64], in place.
void activate(float* values, int32_t classes)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const one = hn::Set(d, 1.0F);
    for (int64_t i = 0; i < kPositions; i += lanes)
    {
        for (int64_t const c : {0, 1, 4})
        {
            float* const at = values + c * kPositions + i;
            hn::StoreU(hn::Div(one, hn::Add(one, expOf(hn::Neg(hn::LoadU(d, at))))), d, at);
        }
        float* const first = values + 5 * kPositions + i;
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

HWY_EXPORT(activate);

namespace
{

template <typename T>
int32_t boxesOf(T const* x, T* y, int64_t boxes, int64_t plane, int32_t classes)
{
    constexpr int64_t kPositions = 64;
    int64_t const pieces = (plane + kPositions - 1) / kPositions;
    tenon::parallelFor(boxes * pieces, 1, [=](int64_t begin, int64_t end) {
        static thread_local std::vector<float> values;
        values.assign(static_cast<size_t>(5 + classes) * kPositions, 0.0F);
        for (int64_t index = begin; index < end; ++index)
        {
            int64_t const first = index % pieces * kPositions;
            int64_t const count = std::min(kPositions, plane - first);
            int64_t const at = index / pieces * (5 + classes) * plane + first;
            for (int64_t c = 0; c < 5 + classes; ++c)
            {
                toFloats(x + at + c * plane, values.data() + c * kPositions, count);
            }
            HWY_DYNAMIC_DISPATCH(activate)(values.data(), classes);
            for (int64_t c = 0; c < 5 + classes; ++c)
            {
                bool const asIs = c == 2 || c == 3;
                asIs ? static_cast<void>(std::copy(x + at + c * plane, x + at + c * plane + count, y + at + c * plane))
                     : fromFloats(values.data() + c * kPositions, y + at + c * plane, count);
            }
        }
    });
    return 0;
}

} // namespace

int32_t boxesOnCpu(float const* x, float* y, int64_t boxes, int64_t plane, int32_t classes)
{
    return boxesOf(x, y, boxes, plane, classes);
}

int32_t boxesOnCpu(Half const* x, Half* y, int64_t boxes, int64_t plane, int32_t classes)
{
    return boxesOf(x, y, boxes, plane, classes);
}

} // namespace tenon::plugins::region
#endif // HWY_ONCE
