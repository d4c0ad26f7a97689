// y = min(max(x, low), high) on the CPU; NaN stays NaN
//
// Threads:   pieces of at least 32 Ki elements through tenon::parallelFor.
// Memory:    each element is read once and written once, whole vectors at a time.
// Accuracy:  exact; bounds are rounded once in fp16.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/clip/clip_kernel.h"

#include "plugins/common/convert.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/clip/clip_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::clip::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;

//! `in` may be `out`.
void clampRow(float const* in, float* out, int64_t count, float low, float high)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const lows = hn::Set(d, low);
    auto const highs = hn::Set(d, high);
    auto const clamp = [&](hn::Vec<F32> x) {
        return hn::IfThenElse(hn::Lt(x, lows), lows, hn::IfThenElse(hn::Gt(x, highs), highs, x));
    };
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        auto const first = hn::LoadU(d, in + i);
        auto const second = hn::LoadU(d, in + i + lanes);
        hn::StoreU(clamp(first), d, out + i);
        hn::StoreU(clamp(second), d, out + i + lanes);
    }
    for (; i < count; ++i)
    {
        out[i] = Clamp{low, high}(in[i]);
    }
}

} // namespace tenon::plugins::clip::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::clip
{

HWY_EXPORT(clampRow);

int32_t clampAll(OnCpu const&, float const* in, float* out, int64_t count, Clamp const& clamp)
{
    tenon::parallelFor(count, 32 * 1024, [=](int64_t begin, int64_t end) {
        HWY_DYNAMIC_DISPATCH(clampRow)(in + begin, out + begin, end - begin, clamp.low, clamp.high);
    });
    return 0;
}

int32_t clampAll(OnCpu const&, Half const* in, Half* out, int64_t count, Clamp const& clamp)
{
    tenon::parallelFor(count, 32 * 1024, [=](int64_t begin, int64_t end) {
        constexpr int64_t kChunk = 1024;
        float chunk[kChunk];
        for (int64_t i = begin; i < end; i += kChunk)
        {
            int64_t const size = std::min(kChunk, end - i);
            toFloats(in + i, chunk, size);
            HWY_DYNAMIC_DISPATCH(clampRow)(chunk, chunk, size, clamp.low, clamp.high);
            fromFloats(chunk, out + i, size);
        }
    });
    return 0;
}

} // namespace tenon::plugins::clip
#endif // HWY_ONCE
