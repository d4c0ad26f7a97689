// Functions of one fp32 vector that Highway's math header lacks, or that it does not define for every float.
//
// Included by foreach_target sources, after highway.h, outside of any namespace. Errors are in units in the last place (ulp) of the
// exact result, measured by the tests of the operations that use them. NaN gives NaN.

// clang-format off
#if defined(TENON_OPS_COMMON_SIMD_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TENON_OPS_COMMON_SIMD_MATH_INL_H
#undef TENON_OPS_COMMON_SIMD_MATH_INL_H
#else
#define TENON_OPS_COMMON_SIMD_MATH_INL_H
#endif
// clang-format on

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include <cstdint>
#include <cstring>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;
using V32 = hn::Vec<F32>;

HWY_INLINE V32 set(float value)
{
    return hn::Set(F32(), value);
}

//! c[0] + c[1] x + … by Horner's rule.
template <size_t N>
HWY_INLINE V32 polynomial(V32 x, float const (&c)[N])
{
    V32 sum = set(c[N - 1]);
    for (size_t i = N - 1; i > 0; --i)
    {
        sum = hn::MulAdd(sum, x, set(c[i - 1]));
    }
    return sum;
}

//! `value` where x is a number, x itself where it is NaN.
HWY_INLINE V32 keepNan(V32 x, V32 value)
{
    return hn::IfThenElse(hn::Eq(x, x), value, x);
}

//! e^x for every x: 0 below −104, infinity above 88.73. 2 ulp.
HWY_INLINE V32 expOf(V32 x)
{
    V32 const bounded = hn::IfThenElse(hn::Gt(x, set(104.0F)), set(104.0F), x);
    return keepNan(x, hn::Exp(F32(), bounded));
}

//! e^x − 1 for every x. 4 ulp.
HWY_INLINE V32 expm1Of(V32 x)
{
    V32 const bounded = hn::IfThenElse(hn::Gt(x, set(104.0F)), set(104.0F), x);
    return keepNan(x, hn::Expm1(F32(), bounded));
}

//! ln x: −∞ at 0, NaN below, +∞ at +∞. 2 ulp.
HWY_INLINE V32 logOf(V32 x)
{
    float const infinity = std::numeric_limits<float>::infinity();
    V32 y = hn::Log(F32(), x);
    y = hn::IfThenElse(hn::Eq(x, set(infinity)), x, y);
    y = hn::IfThenElse(hn::Eq(x, hn::Zero(F32())), set(-infinity), y);
    y = hn::IfThenElse(hn::Lt(x, hn::Zero(F32())), set(std::numeric_limits<float>::quiet_NaN()), y);
    return keepNan(x, y);
}

//! ln(1 + x) for x in [0, 1]: what is left of softplus. 3 ulp.
HWY_INLINE V32 log1pOf(V32 x)
{
    return keepNan(x, hn::Log1p(F32(), x));
}

//! tanh x. 4 ulp.
HWY_INLINE V32 tanhOf(V32 x)
{
    return keepNan(x, hn::Tanh(F32(), x));
}

//! 1 / (1 + e^−x), without overflow at either end. 3 ulp.
HWY_INLINE V32 sigmoidOf(V32 x)
{
    V32 const e = expOf(hn::Neg(hn::Abs(x)));
    V32 const denominator = hn::Add(set(1.0F), e);
    V32 const numerator = hn::IfThenElse(hn::Lt(x, hn::Zero(F32())), e, set(1.0F));
    return keepNan(x, hn::Div(numerator, denominator));
}

//! e^(a²/2) Φ(−a) for a ≥ 0, Φ the normal distribution: w P(w) with w = 1 / (1 + 0.35 a). Minimax, relative error 3.2e−8 before
//! rounding, on [0, 14.6], where Φ(−a) has left the floats.
HWY_INLINE V32 scaledNormalTail(V32 a)
{
    static constexpr float kTail[]{0.13962129F, 0.13986373F, 0.11981977F, 0.10555828F, -0.02322555F, 0.15933822F,
        -0.25585469F, 0.14403827F, -0.02915935F};
    V32 const w = hn::Div(set(1.0F), hn::MulAdd(a, set(0.35F), set(1.0F)));
    return hn::Mul(w, polynomial(w, kTail));
}

//! Φ(−a) for a ≥ 0. 5 ulp. a² is split into a part that is exact and a small one, because the exponential turns an absolute error of
//! its argument into a relative one.
HWY_INLINE V32 normalTail(V32 a)
{
    V32 const bounded = hn::IfThenElse(hn::Gt(a, set(15.0F)), set(15.0F), a);
    auto const mask = hn::Set(hn::RebindToUnsigned<F32>(), 0xFFFFF000U);
    V32 const high = hn::BitCast(F32(), hn::And(hn::BitCast(hn::RebindToUnsigned<F32>(), bounded), mask));
    V32 const low = hn::Mul(hn::Sub(bounded, high), hn::Add(bounded, high));
    V32 const e = hn::Mul(expOf(hn::Mul(hn::Mul(high, high), set(-0.5F))), expOf(hn::Mul(low, set(-0.5F))));
    return keepNan(a, hn::Mul(e, scaledNormalTail(bounded)));
}

//! erf x: x + x P(x²) below 1 (relative error 1.2e−9 before rounding), 1 − 2 Φ(−√2 x) above. 2 ulp.
HWY_INLINE V32 erfOf(V32 x)
{
    static constexpr float kSmall[]{
        0.128379167F, -0.376126258F, 0.112835852F, -0.0268538120F, 0.00518832774F, -0.000801019301F, 0.0000785385640F};
    V32 const magnitude = hn::Abs(x);
    V32 const square = hn::Mul(x, x);
    V32 const small = hn::MulAdd(x, polynomial(square, kSmall), x);
    V32 const bounded = hn::IfThenElse(hn::Gt(magnitude, set(6.0F)), set(6.0F), magnitude);
    V32 const tail =
        hn::Mul(expOf(hn::Neg(hn::Mul(bounded, bounded))), scaledNormalTail(hn::Mul(bounded, set(1.41421356F))));
    V32 const large = hn::CopySign(hn::NegMulAdd(set(2.0F), tail, set(1.0F)), x);
    return keepNan(x, hn::IfThenElse(hn::Lt(magnitude, set(1.0F)), small, large));
}

//! Runs `function` (vector → vector) over a row. `in` and `out` may be the same.
template <typename Function>
HWY_INLINE void transformRow(float const* in, float* out, int64_t count, Function const& function)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(function(hn::LoadU(d, in + i)), d, out + i);
    }
    if (i < count)
    {
        // The rest goes through a full vector of its own; ones are harmless to every function.
        HWY_ALIGN float rest[hn::MaxLanes(F32())];
        hn::Store(set(1.0F), d, rest);
        std::memcpy(rest, in + i, static_cast<size_t>(count - i) * sizeof(float));
        hn::Store(function(hn::Load(d, rest)), d, rest);
        std::memcpy(out + i, rest, static_cast<size_t>(count - i) * sizeof(float));
    }
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
