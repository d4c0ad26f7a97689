// Memory:    each number is read once and written once.
// Accuracy:  to fp16 rounds once, to nearest even. Where the processor has no such conversions (F16C, NEON) numbers go one by one.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/convert.h"

#include "plugins/common/int8.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/common/convert_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using ConvertedF32 = hn::ScalableTag<float>;
using ConvertedU16 = hn::Rebind<uint16_t, ConvertedF32>;
using ConvertedF16 = hn::Rebind<hwy::float16_t, ConvertedF32>;

void halfToFloats(uint16_t const* from, float* to, int64_t count)
{
    int64_t i = 0;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
    auto const lanes = static_cast<int64_t>(hn::Lanes(ConvertedF32()));
    for (; i + lanes <= count; i += lanes)
    {
        auto const bits = hn::LoadU(ConvertedU16(), from + i);
        hn::StoreU(hn::PromoteTo(ConvertedF32(), hn::BitCast(ConvertedF16(), bits)), ConvertedF32(), to + i);
    }
#endif
    for (; i < count; ++i)
    {
        to[i] = halfToFloat(from[i]);
    }
}

void floatsToHalf(float const* from, uint16_t* to, int64_t count)
{
    int64_t i = 0;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
    auto const lanes = static_cast<int64_t>(hn::Lanes(ConvertedF32()));
    for (; i + lanes <= count; i += lanes)
    {
        auto const half = hn::DemoteTo(ConvertedF16(), hn::LoadU(ConvertedF32(), from + i));
        hn::StoreU(hn::BitCast(ConvertedU16(), half), ConvertedU16(), to + i);
    }
#endif
    for (; i < count; ++i)
    {
        to[i] = floatToHalf(from[i]);
    }
}

void int8ToFloats(int8_t const* from, float* to, int64_t count, float scale)
{
    int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
    ConvertedF32 const d;
    hn::RebindToSigned<ConvertedF32> const integers;
    hn::Rebind<int8_t, ConvertedF32> const narrow;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    for (; i + lanes <= count; i += lanes)
    {
        auto const wide = hn::PromoteTo(integers, hn::LoadU(narrow, from + i));
        hn::StoreU(hn::Mul(hn::ConvertTo(d, wide), hn::Set(d, scale)), d, to + i);
    }
#endif
    for (; i < count; ++i)
    {
        to[i] = static_cast<float>(from[i]) * scale;
    }
}

void floatsToInt8(float const* from, int8_t* to, int64_t count, float scale)
{
    int64_t i = 0;
    float const inverse = 1.0F / scale;
#if HWY_TARGET != HWY_SCALAR
    ConvertedF32 const d;
    hn::Rebind<int8_t, ConvertedF32> const narrow;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    for (; i + lanes <= count; i += lanes)
    {
        auto const steps = hn::Mul(hn::LoadU(d, from + i), hn::Set(d, inverse));
        // In this order NaN becomes the least.
        auto const bounded =
            hn::Min(hn::IfThenElse(hn::Gt(steps, hn::Set(d, -128.0F)), steps, hn::Set(d, -128.0F)), hn::Set(d, 127.0F));
        hn::StoreU(hn::DemoteTo(narrow, hn::NearestInt(bounded)), narrow, to + i);
    }
#endif
    for (; i < count; ++i)
    {
        to[i] = quantized(from[i], inverse);
    }
}

} // namespace tenon::plugins::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins
{

HWY_EXPORT(halfToFloats);
HWY_EXPORT(floatsToHalf);
HWY_EXPORT(int8ToFloats);
HWY_EXPORT(floatsToInt8);

void toFloats(Half const* from, float* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(halfToFloats)(reinterpret_cast<uint16_t const*>(from), to, count);
}

void fromFloats(float const* from, Half* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(floatsToHalf)(from, reinterpret_cast<uint16_t*>(to), count);
}

void toFloats(int8_t const* from, float* to, int64_t count, float scale)
{
    HWY_DYNAMIC_DISPATCH(int8ToFloats)(from, to, count, scale);
}

void fromFloats(float const* from, int8_t* to, int64_t count, float scale)
{
    HWY_DYNAMIC_DISPATCH(floatsToInt8)(from, to, count, scale);
}

} // namespace tenon::plugins
#endif // HWY_ONCE
