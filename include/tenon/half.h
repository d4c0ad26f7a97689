// fp16 on the host: bits, and a number type that computes in fp32. Rounds to nearest even; NaN and infinity are kept.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_HALF_H
#define TENON_HALF_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstdint>
#include <cstring>
#else
#error "tenon/half.h needs C++17 or later (-std=c++17)"
#endif

namespace tenon
{
inline namespace v1
{

inline float halfToFloat(uint16_t half)
{
    uint32_t const sign = static_cast<uint32_t>(half & 0x8000U) << 16;
    uint32_t const magnitude = half & 0x7FFFU;
    uint32_t bits = magnitude << 13;
    float value = 0.0F;
    if (magnitude >= 0x7C00U) // infinity, NaN
    {
        bits = sign | 0x7F800000U | (magnitude & 0x3FFU) << 13;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    // Read as fp32 the exponent is 112 too small; the product with 2^112 is exact, subnormals included.
    std::memcpy(&value, &bits, sizeof value);
    value *= 0x1p112F;
    std::memcpy(&bits, &value, sizeof bits);
    bits |= sign;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

inline uint16_t floatToHalf(float value)
{
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    uint32_t const sign = bits >> 16 & 0x8000U;
    uint32_t const magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
    {
        return static_cast<uint16_t>(sign | 0x7E00U);
    }
    if (magnitude >= 0x477FF000U) // 65520 and more
    {
        return static_cast<uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U) // below 2^-14: the sum's last bit is worth 2^-24, and the addition rounds
    {
        float sum = 0.0F;
        std::memcpy(&sum, &magnitude, sizeof sum);
        sum += 0.5F;
        std::memcpy(&bits, &sum, sizeof bits);
        return static_cast<uint16_t>(sign | (bits & 0x7FFU));
    }
    uint32_t const rounded = magnitude + 0xFFFU + (magnitude >> 13 & 1U);
    return static_cast<uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

//! A number stored as fp16: `T x = in[i]; out[i] = T(f(float(x)))` reads the same for float and Half.
struct Half
{
    uint16_t bits{0};

    Half() = default;
    explicit Half(float value)
        : bits(floatToHalf(value))
    {
    }
    operator float() const { return halfToFloat(bits); }
};
static_assert(sizeof(Half) == 2, "an array of Half is an array of fp16");

} // namespace v1
} // namespace tenon

#endif // TENON_HALF_H
