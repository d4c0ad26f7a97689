// out[i] = f(a[i], b[i]), where a or b may be one value for the whole row.
//
// Formula:   see nvinfer1::ElementWiseOperation. kFLOOR_DIV is ⌊a / b⌋. kMAX and kMIN give NaN where either operand is. Integers wrap around;
//            their kDIV drops the fraction, and a divisor of 0 gives 0.
// Memory:    each element is read once and written once.
// Accuracy:  fp32 operations round once, kFLOOR_DIV once before the floor; kPOW is the C library's (1 ulp), and x · x where the exponent of
//            a row is 2.
#include "ops/common/simd_targets.h"

#include "ops/element_wise/element_wise_cpu.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/element_wise/element_wise_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{

using nvinfer1::ElementWiseOperation;
using U8 = hn::Rebind<uint8_t, F32>;
using I32 = hn::Rebind<int32_t, F32>;

//! Calls step(a, b, place) for whole vectors; returns how many elements that were.
template <typename Step>
HWY_INLINE int64_t forVectors(RowForm form, float const* a, float const* b, int64_t count, Step const& step)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    V32 const oneA = set(count > 0 ? a[0] : 0.0F);
    V32 const oneB = set(count > 0 ? b[0] : 0.0F);
    int64_t i = 0;
    switch (form)
    {
    case RowForm::kBOTH:
        for (; i + lanes <= count; i += lanes)
            step(hn::LoadU(d, a + i), hn::LoadU(d, b + i), i);
        break;
    case RowForm::kLEFT_ONE:
        for (; i + lanes <= count; i += lanes)
            step(oneA, hn::LoadU(d, b + i), i);
        break;
    case RowForm::kRIGHT_ONE:
        for (; i + lanes <= count; i += lanes)
            step(hn::LoadU(d, a + i), oneB, i);
        break;
    }
    return i;
}

template <typename Function>
HWY_INLINE int64_t mapVectors(
    RowForm form, float const* a, float const* b, float* out, int64_t count, Function const& function)
{
    return forVectors(
        form, a, b, count, [&](V32 x, V32 y, int64_t i) HWY_ATTR { hn::StoreU(function(x, y), F32(), out + i); });
}

template <typename Predicate>
HWY_INLINE int64_t testVectors(
    RowForm form, float const* a, float const* b, uint8_t* out, int64_t count, Predicate const& predicate)
{
    return forVectors(form, a, b, count, [&](V32 x, V32 y, int64_t i) HWY_ATTR {
        auto const holds = hn::RebindMask(I32(), predicate(x, y));
        hn::StoreU(hn::DemoteTo(U8(), hn::IfThenElseZero(holds, hn::Set(I32(), 1))), U8(), out + i);
    });
}

//! NaN where either is: their sum is NaN then.
HWY_INLINE V32 maxOf(V32 x, V32 y)
{
    V32 const larger = hn::IfThenElse(hn::Gt(x, y), x, y);
    return hn::IfThenElse(hn::Or(hn::IsNaN(x), hn::IsNaN(y)), hn::Add(x, y), larger);
}

HWY_INLINE V32 minOf(V32 x, V32 y)
{
    V32 const smaller = hn::IfThenElse(hn::Lt(x, y), x, y);
    return hn::IfThenElse(hn::Or(hn::IsNaN(x), hn::IsNaN(y)), hn::Add(x, y), smaller);
}

//! Whole vectors of a floating row; returns how many elements that were.
int64_t floatRow(ElementWiseOperation operation, RowForm form, float const* a, float const* b, void* out, int64_t count)
{
    auto* const floats = static_cast<float*>(out);
    auto* const bools = static_cast<uint8_t*>(out);
    switch (operation)
    {
    case ElementWiseOperation::kSUM:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return hn::Add(x, y); });
    case ElementWiseOperation::kPROD:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return hn::Mul(x, y); });
    case ElementWiseOperation::kSUB:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return hn::Sub(x, y); });
    case ElementWiseOperation::kDIV:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return hn::Div(x, y); });
    case ElementWiseOperation::kFLOOR_DIV:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return hn::Floor(hn::Div(x, y)); });
    case ElementWiseOperation::kMAX:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return maxOf(x, y); });
    case ElementWiseOperation::kMIN:
        return mapVectors(form, a, b, floats, count, [](V32 x, V32 y) HWY_ATTR { return minOf(x, y); });
    case ElementWiseOperation::kEQUAL:
        return testVectors(form, a, b, bools, count, [](V32 x, V32 y) HWY_ATTR { return hn::Eq(x, y); });
    case ElementWiseOperation::kGREATER:
        return testVectors(form, a, b, bools, count, [](V32 x, V32 y) HWY_ATTR { return hn::Gt(x, y); });
    case ElementWiseOperation::kLESS:
        return testVectors(form, a, b, bools, count, [](V32 x, V32 y) HWY_ATTR { return hn::Lt(x, y); });
    case ElementWiseOperation::kPOW:
        if (form == RowForm::kRIGHT_ONE && count > 0 && b[0] == 2.0F)
        {
            return mapVectors(form, a, b, floats, count, [](V32 x, V32) HWY_ATTR { return hn::Mul(x, x); });
        }
        return 0;
    default: return 0;
    }
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(floatRow);

using base::DataType;
using nvinfer1::ElementWiseOperation;

namespace
{

template <typename Result, typename T, typename Function>
void mapRow(RowForm form, T const* a, T const* b, void* out, int64_t begin, int64_t count, Function const& function)
{
    auto* const results = static_cast<Result*>(out);
    for (int64_t i = begin; i < count; ++i)
    {
        results[i] = static_cast<Result>(
            function(a[form == RowForm::kLEFT_ONE ? 0 : i], b[form == RowForm::kRIGHT_ONE ? 0 : i]));
    }
}

//! Comparisons of any type; false for other operations.
template <typename T>
bool compareRow(
    ElementWiseOperation operation, RowForm form, T const* a, T const* b, void* out, int64_t begin, int64_t count)
{
    switch (operation)
    {
    case ElementWiseOperation::kEQUAL:
        mapRow<uint8_t>(form, a, b, out, begin, count, [](T x, T y) { return x == y; });
        return true;
    case ElementWiseOperation::kGREATER:
        mapRow<uint8_t>(form, a, b, out, begin, count, [](T x, T y) { return x > y; });
        return true;
    case ElementWiseOperation::kLESS:
        mapRow<uint8_t>(form, a, b, out, begin, count, [](T x, T y) { return x < y; });
        return true;
    default: return false;
    }
}

float floatOf(ElementWiseOperation operation, float x, float y)
{
    switch (operation)
    {
    case ElementWiseOperation::kSUM: return x + y;
    case ElementWiseOperation::kPROD: return x * y;
    case ElementWiseOperation::kSUB: return x - y;
    case ElementWiseOperation::kDIV: return x / y;
    case ElementWiseOperation::kFLOOR_DIV: return std::floor(x / y);
    case ElementWiseOperation::kMAX: return std::isnan(x) || std::isnan(y) ? x + y : (x > y ? x : y);
    case ElementWiseOperation::kMIN: return std::isnan(x) || std::isnan(y) ? x + y : (x < y ? x : y);
    case ElementWiseOperation::kPOW: return y == 2.0F ? x * x : std::pow(x, y);
    default: return 0;
    }
}

void restOfFloatRow(ElementWiseOperation operation, RowForm form, float const* a, float const* b, void* out,
    int64_t begin, int64_t count)
{
    if (!compareRow(operation, form, a, b, out, begin, count))
    {
        mapRow<float>(form, a, b, out, begin, count, [=](float x, float y) { return floatOf(operation, x, y); });
    }
}

template <typename Integer>
Integer quotient(Integer x, Integer y)
{
    // INT_MIN / −1 traps on some processors; it wraps to itself.
    return y == 0
        ? 0
        : (y == -1
                ? static_cast<Integer>(std::make_unsigned_t<Integer>{0} - static_cast<std::make_unsigned_t<Integer>>(x))
                : x / y);
}

template <typename Integer>
Integer floorQuotient(Integer x, Integer y)
{
    Integer const truncated = quotient(x, y);
    bool const inexact = y != 0 && y != -1 && x % y != 0;
    return truncated - (inexact && (x < 0) != (y < 0) ? 1 : 0);
}

template <typename Integer>
void integerRow(
    ElementWiseOperation operation, RowForm form, void const* left, void const* right, void* out, int64_t count)
{
    using Unsigned = std::make_unsigned_t<Integer>;
    auto const* const a = static_cast<Integer const*>(left);
    auto const* const b = static_cast<Integer const*>(right);
    if (compareRow(operation, form, a, b, out, 0, count))
    {
        return;
    }
    auto const map = [&](auto const& function) { mapRow<Integer>(form, a, b, out, 0, count, function); };
    switch (operation)
    {
    case ElementWiseOperation::kSUM:
        map([](Integer x, Integer y) { return static_cast<Unsigned>(x) + static_cast<Unsigned>(y); });
        break;
    case ElementWiseOperation::kPROD:
        map([](Integer x, Integer y) { return static_cast<Unsigned>(x) * static_cast<Unsigned>(y); });
        break;
    case ElementWiseOperation::kSUB:
        map([](Integer x, Integer y) { return static_cast<Unsigned>(x) - static_cast<Unsigned>(y); });
        break;
    case ElementWiseOperation::kMAX: map([](Integer x, Integer y) { return x > y ? x : y; }); break;
    case ElementWiseOperation::kMIN: map([](Integer x, Integer y) { return x < y ? x : y; }); break;
    case ElementWiseOperation::kDIV: map(quotient<Integer>); break;
    case ElementWiseOperation::kFLOOR_DIV: map(floorQuotient<Integer>); break;
    default: break;
    }
}

void boolRow(
    ElementWiseOperation operation, RowForm form, void const* left, void const* right, void* out, int64_t count)
{
    auto const* const a = static_cast<uint8_t const*>(left);
    auto const* const b = static_cast<uint8_t const*>(right);
    auto const map = [&](auto const& function) {
        mapRow<uint8_t>(form, a, b, out, 0, count, [&](uint8_t x, uint8_t y) { return function(x != 0, y != 0); });
    };
    switch (operation)
    {
    case ElementWiseOperation::kAND: map([](bool x, bool y) { return x && y; }); break;
    case ElementWiseOperation::kOR: map([](bool x, bool y) { return x || y; }); break;
    case ElementWiseOperation::kXOR: map([](bool x, bool y) { return x != y; }); break;
    case ElementWiseOperation::kEQUAL: map([](bool x, bool y) { return x == y; }); break;
    default: break;
    }
}

} // namespace

bool isComparison(ElementWiseOperation operation)
{
    return operation == ElementWiseOperation::kEQUAL || operation == ElementWiseOperation::kGREATER
        || operation == ElementWiseOperation::kLESS;
}

void elementWiseRow(
    ElementWiseOperation operation, DataType type, RowForm form, void const* a, void const* b, void* out, int64_t count)
{
    switch (type)
    {
    case DataType::kINT32: integerRow<int32_t>(operation, form, a, b, out, count); return;
    case DataType::kINT64: integerRow<int64_t>(operation, form, a, b, out, count); return;
    case DataType::kBOOL: boolRow(operation, form, a, b, out, count); return;
    default: break;
    }
    auto const* const x = static_cast<float const*>(a);
    auto const* const y = static_cast<float const*>(b);
    int64_t const done = HWY_DYNAMIC_DISPATCH(floatRow)(operation, form, x, y, out, count);
    restOfFloatRow(operation, form, x, y, out, done, count);
}

} // namespace tenon::ops
#endif // HWY_ONCE
