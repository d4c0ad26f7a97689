// fp16 ↔ fp32 and bf16 ↔ fp32.
//
// Formula:   as in base/half.h. Where the processor converts fp16 itself (F16C, NEON) its instruction does it; else integer
//            arithmetic on fp32's bits, with one fp32 addition that rounds subnormals.
// Threads:   pieces of at least 64 Ki elements through parallelFor; the plain functions stay on their thread.
// Memory:    each element is read once and written once; 6 bytes an element.
// Accuracy:  correctly rounded (nearest even).
#include "ops/common/simd_targets.h"

#include "ops/common/half_conversion.h"

#include "base/half.h"
#include "devices/cpu/parallel.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/common/half_conversion.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

#undef TENON_NATIVE_HALF
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
#define TENON_NATIVE_HALF 1
#else
#define TENON_NATIVE_HALF 0
#endif

using F32 = hn::ScalableTag<float>;
using I32 = hn::Rebind<int32_t, F32>;
using U16 = hn::Rebind<uint16_t, F32>;
using F16 = hn::Rebind<hwy::float16_t, F32>;

HWY_INLINE hn::Vec<F32> fromHalf(hn::Vec<U16> half)
{
#if TENON_NATIVE_HALF
    return hn::PromoteTo(F32(), hn::BitCast(F16(), half));
#else
    I32 const i;
    auto const bits = hn::PromoteTo(i, half);
    auto const magnitude = hn::And(bits, hn::Set(i, 0x7FFF));
    auto const sign = hn::ShiftLeft<16>(hn::Xor(bits, magnitude));
    auto const shifted = hn::ShiftLeft<13>(magnitude);
    auto const normal = hn::Add(shifted, hn::Set(i, 112 << 23));
    auto const infinite = hn::Or(shifted, hn::Set(i, 0x7F800000));
    auto const subnormal = hn::BitCast(i, hn::Mul(hn::ConvertTo(F32(), magnitude), hn::Set(F32(), 0x1p-24F)));
    auto const finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(i, 0x400)), subnormal, normal);
    auto const value = hn::IfThenElse(hn::Gt(magnitude, hn::Set(i, 0x7BFF)), infinite, finite);
    return hn::BitCast(F32(), hn::Or(value, sign));
#endif
}

HWY_INLINE hn::Vec<U16> toHalf(hn::Vec<F32> value)
{
#if TENON_NATIVE_HALF
    return hn::BitCast(U16(), hn::DemoteTo(F16(), value));
#else
    I32 const i;
    auto const bits = hn::BitCast(i, value);
    auto const magnitude = hn::And(bits, hn::Set(i, 0x7FFFFFFF));
    auto const sign =
        hn::And(hn::BitCast(i, hn::ShiftRight<16>(hn::BitCast(hn::RebindToUnsigned<I32>(), bits))), hn::Set(i, 0x8000));
    auto const odd = hn::And(hn::ShiftRight<13>(magnitude), hn::Set(i, 1));
    auto const normal = hn::ShiftRight<13>(hn::Add(hn::Sub(magnitude, hn::Set(i, 0x38000000 - 0xFFF)), odd));
    auto const shifted = hn::Add(hn::BitCast(F32(), magnitude), hn::Set(F32(), 0.5F));
    auto const subnormal = hn::Sub(hn::BitCast(i, shifted), hn::Set(i, 0x3F000000));
    auto const finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(i, 0x38800000)), subnormal, normal);
    auto const bounded = hn::IfThenElse(hn::Gt(magnitude, hn::Set(i, 0x477FEFFF)), hn::Set(i, 0x7C00), finite);
    auto const all = hn::IfThenElse(hn::Gt(magnitude, hn::Set(i, 0x7F800000)), hn::Set(i, 0x7E00), bounded);
    return hn::DemoteTo(U16(), hn::Or(all, sign));
#endif
}

HWY_INLINE hn::Vec<F32> fromBfloat16(hn::Vec<U16> bits)
{
    return hn::BitCast(F32(), hn::ShiftLeft<16>(hn::PromoteTo(I32(), bits)));
}

HWY_INLINE hn::Vec<U16> toBfloat16(hn::Vec<F32> value)
{
    hn::RebindToUnsigned<I32> const u;
    auto const bits = hn::BitCast(u, value);
    auto const odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(u, 1));
    auto const rounded = hn::ShiftRight<16>(hn::Add(hn::Add(bits, hn::Set(u, 0x7FFF)), odd));
    auto const quiet = hn::Or(hn::ShiftRight<16>(bits), hn::Set(u, 0x40));
    auto const isNan = hn::RebindMask(u, hn::IsNaN(value));
    return hn::DemoteTo(U16(), hn::BitCast(I32(), hn::IfThenElse(isNan, quiet, rounded)));
}

//! Whole vectors first; the rest one by one, as base/half.h does it.
template <typename From, typename To, typename Vector, typename Single>
HWY_INLINE void convertAll(From const* from, To* to, int64_t count, Vector const& vector, Single const& single)
{
    auto const lanes = static_cast<int64_t>(hn::Lanes(F32()));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        vector(from + i, to + i);
    }
    for (; i < count; ++i)
    {
        to[i] = single(from[i]);
    }
}

void halfToFloatRow(uint16_t const* from, float* to, int64_t count)
{
    convertAll(
        from, to, count,
        [](uint16_t const* f, float* t) HWY_ATTR { hn::StoreU(fromHalf(hn::LoadU(U16(), f)), F32(), t); },
        base::halfToFloat);
}

void floatToHalfRow(float const* from, uint16_t* to, int64_t count)
{
    convertAll(
        from, to, count,
        [](float const* f, uint16_t* t) HWY_ATTR { hn::StoreU(toHalf(hn::LoadU(F32(), f)), U16(), t); },
        base::floatToHalf);
}

void bfloat16ToFloatRow(uint16_t const* from, float* to, int64_t count)
{
    convertAll(
        from, to, count,
        [](uint16_t const* f, float* t) HWY_ATTR { hn::StoreU(fromBfloat16(hn::LoadU(U16(), f)), F32(), t); },
        base::bfloat16ToFloat);
}

void floatToBfloat16Row(float const* from, uint16_t* to, int64_t count)
{
    convertAll(
        from, to, count,
        [](float const* f, uint16_t* t) HWY_ATTR { hn::StoreU(toBfloat16(hn::LoadU(F32(), f)), U16(), t); },
        base::floatToBfloat16);
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(halfToFloatRow);
HWY_EXPORT(floatToHalfRow);
HWY_EXPORT(bfloat16ToFloatRow);
HWY_EXPORT(floatToBfloat16Row);

void halfToFloat(uint16_t const* from, float* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(halfToFloatRow)(from, to, count);
}

void floatToHalf(float const* from, uint16_t* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(floatToHalfRow)(from, to, count);
}

void bfloat16ToFloat(uint16_t const* from, float* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(bfloat16ToFloatRow)(from, to, count);
}

void floatToBfloat16(float const* from, uint16_t* to, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(floatToBfloat16Row)(from, to, count);
}

void loadFloats(base::DataType type, void const* from, float* to, int64_t count)
{
    switch (type)
    {
    case base::DataType::kHALF: halfToFloat(static_cast<uint16_t const*>(from), to, count); break;
    case base::DataType::kBF16: bfloat16ToFloat(static_cast<uint16_t const*>(from), to, count); break;
    default:
        if (count != 0)
        {
            std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
        }
    }
}

void storeFloats(base::DataType type, float const* from, void* to, int64_t count)
{
    switch (type)
    {
    case base::DataType::kHALF: floatToHalf(from, static_cast<uint16_t*>(to), count); break;
    case base::DataType::kBF16: floatToBfloat16(from, static_cast<uint16_t*>(to), count); break;
    default:
        if (count != 0)
        {
            std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
        }
    }
}

namespace
{

constexpr int64_t kGrain = 64 * 1024;

int64_t storedBytes(base::DataType type, int64_t count)
{
    return count * (isHalfStorage(type) ? 2 : 4);
}

} // namespace

void loadFloatsParallel(base::DataType type, void const* from, float* to, int64_t count)
{
    devices::parallelFor(count, kGrain, [&](int64_t begin, int64_t end) {
        loadFloats(type, static_cast<std::byte const*>(from) + storedBytes(type, begin), to + begin, end - begin);
    });
}

void storeFloatsParallel(base::DataType type, float const* from, void* to, int64_t count)
{
    devices::parallelFor(count, kGrain, [&](int64_t begin, int64_t end) {
        storeFloats(type, from + begin, static_cast<std::byte*>(to) + storedBytes(type, begin), end - begin);
    });
}

} // namespace tenon::ops
#endif // HWY_ONCE
