// y = T(x) for each element.
//
// Formula:   see the header.
// Threads:   the callers cut the work.
// Memory:    each element is read once and written once.
// Accuracy:  exact, or correctly rounded.
//
// fp32 to and from int32, fp16, bf16, int8 and uint8, and bool to fp32, run on vectors; the other pairs one element at a time.
#include "ops/common/simd_targets.h"

#include "ops/common/type_conversion.h"

#include "base/half.h"
#include "ops/common/half_conversion.h"

#include <cmath>
#include <limits>

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/common/type_conversion.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;
using I32 = hn::Rebind<int32_t, F32>;
using I8 = hn::Rebind<int8_t, F32>;
using V32 = hn::Vec<F32>;

//! How far ahead of what is read memory is asked for more, where four bytes become one: a page, in floats.
constexpr int64_t kAhead = 1024;

//! Returns how many elements were done; the caller does the rest one by one.
int64_t floatToInt32Row(float const* in, int32_t* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        V32 const x = hn::LoadU(d, in + i);
        V32 const number = hn::IfThenElseZero(hn::Eq(x, x), x);
        // What lies past the range is settled here, not left to the processor.
        auto const inside = hn::ConvertTo(I32(), hn::Clamp(number, hn::Set(d, -0x1p31F), hn::Set(d, 0x1.fffffep30F)));
        auto const tooLarge = hn::RebindMask(I32(), hn::Ge(number, hn::Set(d, 0x1p31F)));
        hn::StoreU(hn::IfThenElse(tooLarge, hn::Set(I32(), INT32_MAX), inside), I32(), out + i);
    }
    return i;
}

int64_t int32ToFloatRow(int32_t const* in, float* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::ConvertTo(d, hn::LoadU(I32(), in + i)), d, out + i);
    }
    return i;
}

//! To int8 or uint8; returns how many elements were done.
template <typename Byte>
int64_t floatToByteRow(float const* in, Byte* out, int64_t count)
{
    F32 const d;
    hn::Rebind<Byte, F32> const bytes;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    V32 const low = hn::Set(d, std::numeric_limits<Byte>::min());
    V32 const high = hn::Set(d, std::numeric_limits<Byte>::max());
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hwy::Prefetch(in + i + kAhead);
        V32 const x = hn::LoadU(d, in + i);
        V32 const number = hn::IfThenElseZero(hn::Eq(x, x), x);
        hn::StoreU(hn::DemoteTo(bytes, hn::ConvertTo(I32(), hn::Clamp(number, low, high))), bytes, out + i);
    }
    return i;
}

int64_t floatToInt8Row(float const* in, int8_t* out, int64_t count)
{
    return floatToByteRow(in, out, count);
}

int64_t floatToUint8Row(float const* in, uint8_t* out, int64_t count)
{
    return floatToByteRow(in, out, count);
}

template <typename Byte>
int64_t byteToFloatRow(Byte const* in, float* out, int64_t count)
{
    F32 const d;
    hn::Rebind<Byte, F32> const bytes;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::ConvertTo(d, hn::PromoteTo(I32(), hn::LoadU(bytes, in + i))), d, out + i);
    }
    return i;
}

int64_t int8ToFloatRow(int8_t const* in, float* out, int64_t count)
{
    return byteToFloatRow(in, out, count);
}

int64_t uint8ToFloatRow(uint8_t const* in, float* out, int64_t count)
{
    return byteToFloatRow(in, out, count);
}

//! Bytes of bool: 1 for all but 0.
int64_t boolToFloatRow(uint8_t const* in, float* out, int64_t count)
{
    F32 const d;
    hn::Rebind<uint8_t, F32> const bytes;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const isTrue = hn::Ne(hn::PromoteTo(I32(), hn::LoadU(bytes, in + i)), hn::Zero(I32()));
        hn::StoreU(hn::IfThenElseZero(hn::RebindMask(d, isTrue), hn::Set(d, 1.0F)), d, out + i);
    }
    return i;
}

int64_t quantizeRow(float const* in, float scale, int8_t* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    V32 const divisor = hn::Set(d, scale);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hwy::Prefetch(in + i + kAhead);
        V32 const x = hn::Div(hn::LoadU(d, in + i), divisor);
        V32 const number = hn::IfThenElseZero(hn::Eq(x, x), x);
        V32 const bounded = hn::Clamp(number, hn::Set(d, -128.0F), hn::Set(d, 127.0F));
        hn::StoreU(hn::DemoteTo(I8(), hn::NearestInt(bounded)), I8(), out + i);
    }
    return i;
}

int64_t dequantizeRow(int8_t const* in, float scale, float* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const wide = hn::PromoteTo(I32(), hn::LoadU(I8(), in + i));
        hn::StoreU(hn::Mul(hn::ConvertTo(d, wide), hn::Set(d, scale)), d, out + i);
    }
    return i;
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(floatToInt32Row);
HWY_EXPORT(int32ToFloatRow);
HWY_EXPORT(floatToInt8Row);
HWY_EXPORT(floatToUint8Row);
HWY_EXPORT(int8ToFloatRow);
HWY_EXPORT(uint8ToFloatRow);
HWY_EXPORT(boolToFloatRow);
HWY_EXPORT(quantizeRow);
HWY_EXPORT(dequantizeRow);

using base::DataType;

namespace
{

//! 16-bit floats as types of their own, so that templates tell them from integers.
struct Half
{
    uint16_t bits;
};
struct Bfloat16
{
    uint16_t bits;
};
struct Bool
{
    uint8_t byte;
};

float widened(Half x)
{
    return base::halfToFloat(x.bits);
}
float widened(Bfloat16 x)
{
    return base::bfloat16ToFloat(x.bits);
}
float widened(float x)
{
    return x;
}
uint8_t widened(Bool x)
{
    return x.byte != 0 ? 1 : 0;
}
template <typename Integer>
Integer widened(Integer x)
{
    return x;
}

template <typename To, typename Wide>
To narrowed(Wide x)
{
    if constexpr (std::is_same_v<To, Half>)
    {
        return {base::floatToHalf(static_cast<float>(x))};
    }
    else if constexpr (std::is_same_v<To, Bfloat16>)
    {
        return {base::floatToBfloat16(static_cast<float>(x))};
    }
    else if constexpr (std::is_same_v<To, Bool>)
    {
        return {static_cast<uint8_t>(x != 0 ? 1 : 0)};
    }
    else if constexpr (std::is_same_v<To, float> || !std::is_same_v<Wide, float>)
    {
        return static_cast<To>(x);
    }
    else
    {
        // The largest integer rounds up to a power of two as a float: from there on it is too large.
        constexpr float kEnd = static_cast<float>(std::numeric_limits<To>::max() / 2 + 1) * 2.0F;
        constexpr float kBegin = static_cast<float>(std::numeric_limits<To>::min());
        if (std::isnan(x))
        {
            return 0;
        }
        return x >= kEnd ? std::numeric_limits<To>::max()
                         : (x <= kBegin ? std::numeric_limits<To>::min() : static_cast<To>(x));
    }
}

template <typename From, typename To>
void castAll(void const* in, void* out, int64_t begin, int64_t count)
{
    auto const* const from = static_cast<From const*>(in);
    auto* const to = static_cast<To*>(out);
    for (int64_t i = begin; i < count; ++i)
    {
        to[i] = narrowed<To>(widened(from[i]));
    }
}

template <typename From>
void castFrom(void const* in, DataType to, void* out, int64_t begin, int64_t count)
{
    switch (to)
    {
    case DataType::kFLOAT: castAll<From, float>(in, out, begin, count); break;
    case DataType::kHALF: castAll<From, Half>(in, out, begin, count); break;
    case DataType::kBF16: castAll<From, Bfloat16>(in, out, begin, count); break;
    case DataType::kINT8: castAll<From, int8_t>(in, out, begin, count); break;
    case DataType::kINT32: castAll<From, int32_t>(in, out, begin, count); break;
    case DataType::kINT64: castAll<From, int64_t>(in, out, begin, count); break;
    case DataType::kBOOL: castAll<From, Bool>(in, out, begin, count); break;
    case DataType::kUINT8: castAll<From, uint8_t>(in, out, begin, count); break;
    default: break;
    }
}

//! What vectors do; returns how many elements that were.
int64_t castOnVectors(DataType from, void const* in, DataType to, void* out, int64_t count)
{
    if (from == DataType::kFLOAT && isHalfStorage(to))
    {
        storeFloats(to, static_cast<float const*>(in), out, count);
        return count;
    }
    if (isHalfStorage(from) && to == DataType::kFLOAT)
    {
        loadFloats(from, in, static_cast<float*>(out), count);
        return count;
    }
    if (from == DataType::kFLOAT)
    {
        auto const* const floats = static_cast<float const*>(in);
        switch (to)
        {
        case DataType::kINT32: return HWY_DYNAMIC_DISPATCH(floatToInt32Row)(floats, static_cast<int32_t*>(out), count);
        case DataType::kINT8: return HWY_DYNAMIC_DISPATCH(floatToInt8Row)(floats, static_cast<int8_t*>(out), count);
        case DataType::kUINT8: return HWY_DYNAMIC_DISPATCH(floatToUint8Row)(floats, static_cast<uint8_t*>(out), count);
        default: break;
        }
    }
    if (to == DataType::kFLOAT)
    {
        auto* const floats = static_cast<float*>(out);
        switch (from)
        {
        case DataType::kINT32:
            return HWY_DYNAMIC_DISPATCH(int32ToFloatRow)(static_cast<int32_t const*>(in), floats, count);
        case DataType::kINT8:
            return HWY_DYNAMIC_DISPATCH(int8ToFloatRow)(static_cast<int8_t const*>(in), floats, count);
        case DataType::kUINT8:
            return HWY_DYNAMIC_DISPATCH(uint8ToFloatRow)(static_cast<uint8_t const*>(in), floats, count);
        case DataType::kBOOL:
            return HWY_DYNAMIC_DISPATCH(boolToFloatRow)(static_cast<uint8_t const*>(in), floats, count);
        default: break;
        }
    }
    if (from == to && from != DataType::kBOOL)
    {
        if (count != 0)
        {
            std::memcpy(out, in, static_cast<size_t>(count * base::bytesOf(from)));
        }
        return count;
    }
    return 0;
}

} // namespace

bool isCastable(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT:
    case DataType::kHALF:
    case DataType::kBF16:
    case DataType::kINT8:
    case DataType::kINT32:
    case DataType::kINT64:
    case DataType::kBOOL:
    case DataType::kUINT8: return true;
    default: return false;
    }
}

void castElements(DataType from, void const* in, DataType to, void* out, int64_t count)
{
    int64_t const done = castOnVectors(from, in, to, out, count);
    switch (from)
    {
    case DataType::kFLOAT: castFrom<float>(in, to, out, done, count); break;
    case DataType::kHALF: castFrom<Half>(in, to, out, done, count); break;
    case DataType::kBF16: castFrom<Bfloat16>(in, to, out, done, count); break;
    case DataType::kINT8: castFrom<int8_t>(in, to, out, done, count); break;
    case DataType::kINT32: castFrom<int32_t>(in, to, out, done, count); break;
    case DataType::kINT64: castFrom<int64_t>(in, to, out, done, count); break;
    case DataType::kBOOL: castFrom<Bool>(in, to, out, done, count); break;
    case DataType::kUINT8: castFrom<uint8_t>(in, to, out, done, count); break;
    default: break;
    }
}

void quantizeFloats(float const* in, float scale, int8_t* out, int64_t count)
{
    for (int64_t i = HWY_DYNAMIC_DISPATCH(quantizeRow)(in, scale, out, count); i < count; ++i)
    {
        float const x = std::nearbyint(in[i] / scale);
        out[i] = narrowed<int8_t>(x);
    }
}

void dequantizeInt8(int8_t const* in, float scale, float* out, int64_t count)
{
    for (int64_t i = HWY_DYNAMIC_DISPATCH(dequantizeRow)(in, scale, out, count); i < count; ++i)
    {
        out[i] = static_cast<float>(in[i]) * scale;
    }
}

base::Result<graph::ConstantData> castWeights(graph::ConstantData const& weights, DataType type)
{
    if (weights.type == type)
    {
        return weights;
    }
    if (!isCastable(weights.type) || !isCastable(type))
    {
        return base::invalidArgument(
            "weights: expected a type that converts to {}, found {}", base::name(type), base::name(weights.type));
    }
    auto bytes = std::make_shared<std::vector<std::byte>>(static_cast<size_t>(weights.count * base::bytesOf(type)));
    castElements(weights.type, weights.data, type, bytes->data(), weights.count);
    void const* const data = bytes->data();
    return graph::ConstantData{type, weights.count, data, std::shared_ptr<void const>(std::move(bytes))};
}

} // namespace tenon::ops
#endif // HWY_ONCE
