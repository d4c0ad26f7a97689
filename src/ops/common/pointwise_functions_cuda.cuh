// Functions of one or two elements, as all CUDA kernels of operations compute them. Numbers stand for the enumerators of
// nvinfer1::ActivationType, UnaryOperation and ElementWiseOperation, because this file is also compiled by NVRTC, where there are no headers.
//
// Accuracy: CUDA's own single-precision functions (0 to 2 ulp each; see the appendix on mathematical functions of CUDA's
// programming guide), composed so that nothing cancels and infinities give the functions' limits. NaN stays NaN.
#pragma once

namespace tenon::ops::pointwise
{

//! Without overflow: far below 0 it is the exponential itself.
__device__ __forceinline__ float sigmoidOf(float x)
{
    float const power = expf(-fabsf(x));
    float const large = 1.0F / (1.0F + power);
    return x < 0.0F ? power * large : large;
}

//! x times a factor that is 0 from somewhere below −100 on: −∞ gives −0 there, not NaN.
__device__ __forceinline__ float timesVanishing(float x, float factor)
{
    return (x < -100.0F ? -100.0F : x) * factor;
}

__device__ __forceinline__ float clipTo(float x, float low, float high)
{
    float const below = x > high ? high : x;
    return below < low ? low : below;
}

//! kKind: nvinfer1::ActivationType, or 1000 for x · sigmoid(alpha · x).
template <int kKind>
__device__ __forceinline__ float activate(float x, float alpha, float beta)
{
    if constexpr (kKind == 0) return x < 0.0F ? 0.0F : x;
    else if constexpr (kKind == 1) return sigmoidOf(x);
    else if constexpr (kKind == 2) return tanhf(x);
    else if constexpr (kKind == 3) return x < 0.0F ? alpha * x : x;
    else if constexpr (kKind == 4) return x < 0.0F ? alpha * expm1f(x) : x;
    else if constexpr (kKind == 5) return x < 0.0F ? (beta * alpha) * expm1f(x) : beta * x;
    else if constexpr (kKind == 6) return fabsf(x) > 0x1p25F ? copysignf(1.0F, x) : x / (1.0F + fabsf(x));
    else if constexpr (kKind == 7)
    {
        float const z = beta * x;
        return alpha * ((z < 0.0F ? 0.0F : z) + log1pf(expf(-fabsf(z))));
    }
    else if constexpr (kKind == 8) return clipTo(x, alpha, beta);
    else if constexpr (kKind == 9) return clipTo(fmaf(alpha, x, beta), 0.0F, 1.0F);
    else if constexpr (kKind == 10) return alpha * tanhf(beta * x);
    else if constexpr (kKind == 11) return x <= alpha ? 0.0F : x;
    else if constexpr (kKind == 12) return timesVanishing(x, normcdff(x));
    else if constexpr (kKind == 13)
    {
        float const cubic = fmaf(x * x * 0.044715F, x, x);
        return timesVanishing(x, sigmoidOf(1.5957691216F * cubic));
    }
    else
    {
        static_assert(kKind == 1000, "no such activation");
        float const s = sigmoidOf(alpha * x);
        return s == 0.0F ? 0.0F * s : x * s;
    }
}

//! kKind: nvinfer1::UnaryOperation of floats that gives floats.
template <int kKind>
__device__ __forceinline__ float unaryOf(float x)
{
    if constexpr (kKind == 0) return expf(x);
    else if constexpr (kKind == 1) return logf(x);
    else if constexpr (kKind == 2) return sqrtf(x);
    else if constexpr (kKind == 3) return 1.0F / x;
    else if constexpr (kKind == 4) return fabsf(x);
    else if constexpr (kKind == 5) return -x;
    else if constexpr (kKind == 6) return sinf(x);
    else if constexpr (kKind == 7) return cosf(x);
    else if constexpr (kKind == 8) return tanf(x);
    else if constexpr (kKind == 9) return sinhf(x);
    else if constexpr (kKind == 10) return coshf(x);
    else if constexpr (kKind == 11) return asinf(x);
    else if constexpr (kKind == 12) return acosf(x);
    else if constexpr (kKind == 13) return atanf(x);
    else if constexpr (kKind == 14) return asinhf(x);
    else if constexpr (kKind == 15) return acoshf(x);
    else if constexpr (kKind == 16) return atanhf(x);
    else if constexpr (kKind == 17) return ceilf(x);
    else if constexpr (kKind == 18) return floorf(x);
    else if constexpr (kKind == 19) return erff(x);
    else if constexpr (kKind == 21) return x > 0.0F || x < 0.0F ? copysignf(1.0F, x) : x;
    else
    {
        static_assert(kKind == 22, "no such unary operation of floats");
        return rintf(x);
    }
}

//! kKind: nvinfer1::ElementWiseOperation of floats that gives floats. Maximum and minimum are NaN where either operand is.
template <int kKind>
__device__ __forceinline__ float combine(float a, float b)
{
    if constexpr (kKind == 0) return a + b;
    else if constexpr (kKind == 1) return a * b;
    else if constexpr (kKind == 2) return a != a || b != b ? a + b : (a > b ? a : b);
    else if constexpr (kKind == 3) return a != a || b != b ? a + b : (a < b ? a : b);
    else if constexpr (kKind == 4) return a - b;
    else if constexpr (kKind == 5) return a / b;
    else if constexpr (kKind == 6) return b == 2.0F ? a * a : powf(a, b);
    else
    {
        static_assert(kKind == 7, "no such element-wise operation of floats");
        return floorf(a / b);
    }
}

} // namespace tenon::ops::pointwise
