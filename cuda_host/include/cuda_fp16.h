// fp16 numbers of the CUDA runtime's interface, on the host: storage and conversions.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_CUDA_HOST_CUDA_FP16_H
#define TENON_CUDA_HOST_CUDA_FP16_H

#include <stdint.h>
#include <string.h>

typedef struct __half_raw
{
    unsigned short x;
} __half_raw;

static inline float tenonHostHalfToFloat(unsigned short half)
{
    uint32_t bits = (uint32_t)(half & 0x7FFFU) << 13;
    float value;
    if ((half & 0x7FFFU) >= 0x7C00U) /* infinity, NaN */
    {
        bits |= 0x7F800000U;
    }
    else /* the exponent read as fp32 is 112 too small */
    {
        memcpy(&value, &bits, sizeof value);
        value *= 5192296858534827628530496329220096.0F; /* 2^112 */
        memcpy(&bits, &value, sizeof bits);
    }
    bits |= (uint32_t)(half & 0x8000U) << 16;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline unsigned short tenonHostFloatToHalf(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint32_t sign = bits >> 16 & 0x8000U;
    const uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
    {
        return (unsigned short)(sign | 0x7FFFU);
    }
    if (magnitude >= 0x477FF000U) /* 65520 and more */
    {
        return (unsigned short)(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U) /* subnormal: the addition rounds at 2^-24 */
    {
        float sum;
        memcpy(&sum, &magnitude, sizeof sum);
        sum += 0.5F;
        memcpy(&bits, &sum, sizeof bits);
        return (unsigned short)(sign | (bits & 0x7FFU));
    }
    return (unsigned short)(sign | ((magnitude + 0xFFFU + (magnitude >> 13 & 1U) - 0x38000000U) >> 13));
}

#ifdef __cplusplus
struct __half
{
    __half() = default;
    __half(__half_raw raw)
        : __x(raw.x)
    {
    }
    explicit __half(float value)
        : __x(tenonHostFloatToHalf(value))
    {
    }
    operator float() const { return tenonHostHalfToFloat(__x); }
    operator __half_raw() const { return __half_raw{__x}; }

protected:
    unsigned short __x;
};
static_assert(sizeof(__half) == 2, "an array of __half is an array of fp16");

struct alignas(4) __half2
{
    __half x, y;
};

typedef __half half;
typedef __half2 half2;

inline __half __float2half(float value)
{
    return __half(value);
}

inline __half __float2half_rn(float value)
{
    return __half(value);
}

inline float __half2float(__half value)
{
    return static_cast<float>(value);
}

inline __half __ushort_as_half(unsigned short bits)
{
    return __half(__half_raw{bits});
}

inline unsigned short __half_as_ushort(__half value)
{
    return static_cast<__half_raw>(value).x;
}
#else
typedef __half_raw __half;
#endif

#endif
