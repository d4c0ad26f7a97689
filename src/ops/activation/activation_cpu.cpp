// y = f(x; α, β) for each element.
//
// Formula:   kRELU max(0, x); kSIGMOID 1 / (1 + e^−x); kTANH tanh x; kLEAKY_RELU x ≥ 0 ? x : α x; kELU x ≥ 0 ? x : α (e^x − 1);
//            kSELU β (x > 0 ? x : α (e^x − 1)); kSOFTSIGN x / (1 + |x|); kSOFTPLUS α ln(e^(β x) + 1); kCLIP max(α, min(β, x));
//            kHARD_SIGMOID max(0, min(1, α x + β)); kSCALED_TANH α tanh(β x); kTHRESHOLDED_RELU x > α ? x : 0;
//            kGELU_ERF x Φ(x) = x (1 + erf(x / √2)) / 2; kGELU_TANH x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
// Threads:   pieces of the flat tensor.
// Memory:    each element is read once and written once.
// Accuracy:  piecewise linear kinds are the fp32 formula's own roundings. Exponential ones stay within 4 ulp of the exact value where
//            the argument of the exponential is x itself (sigmoid, tanh, ELU, SELU, softsign), kGELU_ERF within 8 ulp on all floats.
//            Where it is rounded first (β x in softplus and scaled tanh, the cubic in kGELU_TANH), the exact value moves by that
//            argument's rounding too: in the tail by |argument| · 2^−23, relative.
#include "ops/common/simd_targets.h"

#include "ops/activation/activation_cpu.h"

#include "ops/common/flat_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/activation/activation_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{

using nvinfer1::ActivationType;

HWY_INLINE hn::Mask<F32> isNegative(V32 x)
{
    return hn::Lt(x, hn::Zero(F32()));
}

//! x / (1 + |x|); from 2^25 on the sum is |x| itself, and at infinity the quotient would be NaN.
HWY_INLINE V32 softsign(V32 x)
{
    V32 const magnitude = hn::Abs(x);
    V32 const quotient = hn::Div(x, hn::Add(set(1.0F), magnitude));
    return hn::IfThenElse(hn::Gt(magnitude, set(0x1p25F)), hn::CopySign(set(1.0F), x), quotient);
}

//! ln(e^z + 1) = max(z, 0) + ln(1 + e^−|z|).
HWY_INLINE V32 softplus(V32 z)
{
    V32 const rest = log1pOf(expOf(hn::Neg(hn::Abs(z))));
    return hn::Add(hn::IfThenZeroElse(isNegative(z), z), rest);
}

//! x times a factor that is 0 from somewhere below −100 on: −∞ gives −0 there, not NaN.
HWY_INLINE V32 timesVanishing(V32 x, V32 factor)
{
    V32 const bounded = hn::IfThenElse(hn::Lt(x, set(-100.0F)), set(-100.0F), x);
    return hn::Mul(bounded, factor);
}

HWY_INLINE V32 geluErf(V32 x)
{
    V32 const tail = normalTail(hn::Abs(x));
    return timesVanishing(x, hn::IfThenElse(isNegative(x), tail, hn::Sub(set(1.0F), tail)));
}

//! (1 + tanh u) / 2 is the sigmoid of 2 u, which does not cancel.
HWY_INLINE V32 geluTanh(V32 x)
{
    V32 const cubic = hn::MulAdd(hn::Mul(hn::Mul(x, x), set(0.044715F)), x, x);
    return timesVanishing(x, sigmoidOf(hn::Mul(cubic, set(1.5957691216F))));
}

HWY_INLINE V32 clip(V32 x, V32 low, V32 high)
{
    V32 const below = hn::IfThenElse(hn::Gt(x, high), high, x);
    return hn::IfThenElse(hn::Lt(below, low), low, below);
}

//! Kinds that need no exponential.
bool activateLinear(ActivationParams const& params, float const* in, float* out, int64_t count)
{
    V32 const alpha = set(params.alpha);
    V32 const beta = set(params.beta);
    V32 const zero = hn::Zero(F32());
    switch (params.type)
    {
    case ActivationType::kRELU:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return hn::IfThenZeroElse(hn::Lt(x, zero), x); });
        return true;
    case ActivationType::kLEAKY_RELU:
        transformRow(
            in, out, count, [=](V32 x) HWY_ATTR { return hn::IfThenElse(hn::Lt(x, zero), hn::Mul(alpha, x), x); });
        return true;
    case ActivationType::kSOFTSIGN:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return softsign(x); });
        return true;
    case ActivationType::kCLIP:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return clip(x, alpha, beta); });
        return true;
    case ActivationType::kHARD_SIGMOID:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return clip(hn::MulAdd(alpha, x, beta), zero, set(1.0F)); });
        return true;
    case ActivationType::kTHRESHOLDED_RELU:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return hn::IfThenZeroElse(hn::Le(x, alpha), x); });
        return true;
    default: return false;
    }
}

void activateExponential(ActivationParams const& params, float const* in, float* out, int64_t count)
{
    V32 const alpha = set(params.alpha);
    V32 const beta = set(params.beta);
    V32 const betaAlpha = set(params.beta * params.alpha);
    switch (params.type)
    {
    case ActivationType::kSIGMOID: transformRow(in, out, count, [](V32 x) HWY_ATTR { return sigmoidOf(x); }); break;
    case ActivationType::kTANH: transformRow(in, out, count, [](V32 x) HWY_ATTR { return tanhOf(x); }); break;
    case ActivationType::kELU:
        transformRow(in, out, count,
            [=](V32 x) HWY_ATTR { return hn::IfThenElse(isNegative(x), hn::Mul(alpha, expm1Of(x)), x); });
        break;
    case ActivationType::kSELU:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR {
            return hn::IfThenElse(isNegative(x), hn::Mul(betaAlpha, expm1Of(x)), hn::Mul(beta, x));
        });
        break;
    case ActivationType::kSOFTPLUS:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return hn::Mul(alpha, softplus(hn::Mul(beta, x))); });
        break;
    case ActivationType::kSCALED_TANH:
        transformRow(in, out, count, [=](V32 x) HWY_ATTR { return hn::Mul(alpha, tanhOf(hn::Mul(beta, x))); });
        break;
    case ActivationType::kGELU_ERF: transformRow(in, out, count, [](V32 x) HWY_ATTR { return geluErf(x); }); break;
    case ActivationType::kGELU_TANH: transformRow(in, out, count, [](V32 x) HWY_ATTR { return geluTanh(x); }); break;
    default: break;
    }
}

void activate(ActivationParams const& params, float const* in, float* out, int64_t count)
{
    if (!activateLinear(params, in, out, count))
    {
        activateExponential(params, in, out, count);
    }
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(activate);

void activateRow(ActivationParams const& params, float const* in, float* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(activate)(params, in, out, count);
}

namespace
{

using base::DataType;

template <typename Integer>
void reluPiece(void const* in, void* out, int64_t count)
{
    auto const* const from = static_cast<Integer const*>(in);
    auto* const to = static_cast<Integer*>(out);
    for (int64_t i = 0; i < count; ++i)
    {
        to[i] = from[i] < 0 ? 0 : from[i];
    }
}

} // namespace

std::unique_ptr<graph::Kernel> makeActivationCpu(ActivationParams const& params, DataType in, DataType out)
{
    constexpr int64_t kGrain = 16 * 1024;
    switch (in)
    {
    case DataType::kINT32: return makeFlatKernel(in, out, kGrain, reluPiece<int32_t>);
    case DataType::kINT64: return makeFlatKernel(in, out, kGrain, reluPiece<int64_t>);
    default: break;
    }
    FloatRow row = [params](float const* from, float* to, int64_t count) { activateRow(params, from, to, count); };
    return makeFlatKernel(in, out, kGrain, throughFloats(in, out, std::move(row)));
}

} // namespace tenon::ops
#endif // HWY_ONCE
