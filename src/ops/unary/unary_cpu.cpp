// y = f(x) for each element.
//
// Formula:   f is the function that the operation is named for. kROUND rounds ties to even; kSIGN is −1, 0 or 1.
// Threads:   pieces of the flat tensor.
// Memory:    each element is read once and written once; fp16 and bf16 are converted in the first-level cache.
// Accuracy:  kSQRT, kRECIP, kABS, kNEG, kCEIL, kFLOOR, kROUND, kSIGN correctly rounded or exact; kEXP, kERF 2 ulp; kLOG 3 ulp; kSIN and kCOS
//            4 ulp and 2^−24 near their zeros up to 39,000, where the C library takes over; kTAN and the hyperbolic and inverse functions are
//            the C library's (2 ulp). Outside of its domain a function gives NaN; NaN gives NaN.
#include "ops/common/simd_targets.h"

#include "ops/unary/unary_cpu.h"

#include "ops/common/flat_kernel.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/unary/unary_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{

using nvinfer1::UnaryOperation;

//! Highway reduces arguments up to 39,000; a vector with a larger one goes through the C library.
template <typename Fast, typename Exact>
HWY_INLINE V32 periodic(V32 x, Fast const& fast, Exact const& exact)
{
    if (HWY_LIKELY(hn::AllTrue(F32(), hn::Le(hn::Abs(x), set(39000.0F)))))
    {
        return fast(x);
    }
    HWY_ALIGN float lanes[hn::MaxLanes(F32())];
    hn::Store(x, F32(), lanes);
    for (size_t i = 0; i < hn::Lanes(F32()); ++i)
    {
        lanes[i] = exact(lanes[i]);
    }
    return hn::Load(F32(), lanes);
}

HWY_INLINE V32 signOf(V32 x)
{
    V32 const zero = hn::Zero(F32());
    V32 const one = hn::CopySign(set(1.0F), x);
    return hn::IfThenElse(hn::Or(hn::Gt(x, zero), hn::Lt(x, zero)), one, x);
}

//! False for operations that have no vector form here.
bool unaryOnVectors(UnaryOperation operation, float const* in, float* out, int64_t count)
{
    switch (operation)
    {
    case UnaryOperation::kEXP: transformRow(in, out, count, [](V32 x) HWY_ATTR { return expOf(x); }); return true;
    case UnaryOperation::kLOG: transformRow(in, out, count, [](V32 x) HWY_ATTR { return logOf(x); }); return true;
    case UnaryOperation::kSQRT: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Sqrt(x); }); return true;
    case UnaryOperation::kRECIP:
        transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Div(set(1.0F), x); });
        return true;
    case UnaryOperation::kABS: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Abs(x); }); return true;
    case UnaryOperation::kNEG: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Neg(x); }); return true;
    case UnaryOperation::kCEIL: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Ceil(x); }); return true;
    case UnaryOperation::kFLOOR: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Floor(x); }); return true;
    case UnaryOperation::kROUND: transformRow(in, out, count, [](V32 x) HWY_ATTR { return hn::Round(x); }); return true;
    case UnaryOperation::kERF: transformRow(in, out, count, [](V32 x) HWY_ATTR { return erfOf(x); }); return true;
    case UnaryOperation::kSIGN: transformRow(in, out, count, [](V32 x) HWY_ATTR { return signOf(x); }); return true;
    case UnaryOperation::kSIN:
        transformRow(in, out, count, [](V32 x) HWY_ATTR {
            return periodic(
                x, [](V32 v) HWY_ATTR { return hn::Sin(F32(), v); }, [](float v) { return std::sin(v); });
        });
        return true;
    case UnaryOperation::kCOS:
        transformRow(in, out, count, [](V32 x) HWY_ATTR {
            return periodic(
                x, [](V32 v) HWY_ATTR { return hn::Cos(F32(), v); }, [](float v) { return std::cos(v); });
        });
        return true;
    default: return false;
    }
}

//! Bytes: 1 for 0, 0 for any other.
void notRow(uint8_t const* in, uint8_t* out, int64_t count)
{
    hn::ScalableTag<uint8_t> const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const zero = hn::Zero(d);
    auto const one = hn::Set(d, 1);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::IfThenElseZero(hn::Eq(hn::LoadU(d, in + i), zero), one), d, out + i);
    }
    for (; i < count; ++i)
    {
        out[i] = in[i] == 0 ? 1 : 0;
    }
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(unaryOnVectors);
HWY_EXPORT(notRow);

using base::DataType;
using nvinfer1::UnaryOperation;

namespace
{

float exactly(UnaryOperation operation, float x)
{
    switch (operation)
    {
    case UnaryOperation::kTAN: return std::tan(x);
    case UnaryOperation::kSINH: return std::sinh(x);
    case UnaryOperation::kCOSH: return std::cosh(x);
    case UnaryOperation::kASIN: return std::asin(x);
    case UnaryOperation::kACOS: return std::acos(x);
    case UnaryOperation::kATAN: return std::atan(x);
    case UnaryOperation::kASINH: return std::asinh(x);
    case UnaryOperation::kACOSH: return std::acosh(x);
    case UnaryOperation::kATANH: return std::atanh(x);
    default: return x;
    }
}

template <typename Integer>
Integer integerOf(UnaryOperation operation, Integer x)
{
    using Unsigned = std::make_unsigned_t<Integer>;
    auto const negated = static_cast<Integer>(Unsigned{0} - static_cast<Unsigned>(x));
    switch (operation)
    {
    case UnaryOperation::kABS: return x < 0 ? negated : x;
    case UnaryOperation::kNEG: return negated;
    default: return static_cast<Integer>((x > 0) - (x < 0)); // kSIGN
    }
}

template <typename Integer>
FlatPiece integerPiece(UnaryOperation operation)
{
    return [operation](void const* in, void* out, int64_t count) {
        for (int64_t i = 0; i < count; ++i)
        {
            static_cast<Integer*>(out)[i] = integerOf(operation, static_cast<Integer const*>(in)[i]);
        }
    };
}

void notPiece(void const* in, void* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(notRow)(static_cast<uint8_t const*>(in), static_cast<uint8_t*>(out), count);
}

FlatPiece predicatePiece(UnaryOperation operation, DataType in)
{
    return [operation, in](void const* from, void* to, int64_t count) {
        forFloatChunks(in, from, count, [&](float const* floats, int64_t begin, int64_t size) {
            for (int64_t i = 0; i < size; ++i)
            {
                bool const holds = operation == UnaryOperation::kISNAN ? std::isnan(floats[i]) : std::isinf(floats[i]);
                static_cast<uint8_t*>(to)[begin + i] = holds ? 1 : 0;
            }
        });
    };
}

} // namespace

void unaryRow(UnaryOperation operation, float const* in, float* out, int64_t count)
{
    if (HWY_DYNAMIC_DISPATCH(unaryOnVectors)(operation, in, out, count))
    {
        return;
    }
    for (int64_t i = 0; i < count; ++i)
    {
        out[i] = exactly(operation, in[i]);
    }
}

std::unique_ptr<graph::Kernel> makeUnaryCpu(UnaryOperation operation, DataType in, DataType out)
{
    constexpr int64_t kGrain = 16 * 1024;
    switch (in)
    {
    case DataType::kBOOL: return makeFlatKernel(in, out, kGrain, notPiece);
    case DataType::kINT32: return makeFlatKernel(in, out, kGrain, integerPiece<int32_t>(operation));
    case DataType::kINT64: return makeFlatKernel(in, out, kGrain, integerPiece<int64_t>(operation));
    default: break;
    }
    if (out == DataType::kBOOL)
    {
        return makeFlatKernel(in, out, kGrain, predicatePiece(operation, in));
    }
    FloatRow row = [operation](float const* from, float* to, int64_t count) { unaryRow(operation, from, to, count); };
    return makeFlatKernel(in, out, kGrain, throughFloats(in, out, std::move(row)));
}

} // namespace tenon::ops
#endif // HWY_ONCE
