// fp16 (IEEE 754 binary16) and bf16 as bits, converted with round to nearest even, NaN and infinity kept.
#pragma once

#include <bit>
#include <cstdint>

namespace tenon::base
{

inline float halfToFloat(uint16_t bits)
{
    uint32_t const sign = static_cast<uint32_t>(bits & 0x8000U) << 16;
    uint32_t const exponent = (bits >> 10) & 0x1FU;
    uint32_t const mantissa = bits & 0x3FFU;
    if (exponent == 0x1FU)
    {
        return std::bit_cast<float>(sign | 0x7F800000U | (mantissa << 13));
    }
    if (exponent == 0)
    {
        // Subnormal: mantissa · 2^-24, exact in fp32.
        float const magnitude = static_cast<float>(mantissa) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    return std::bit_cast<float>(sign | ((exponent + 112U) << 23) | (mantissa << 13));
}

inline uint16_t floatToHalf(float value)
{
    uint32_t const bits = std::bit_cast<uint32_t>(value);
    auto const sign = static_cast<uint16_t>((bits >> 16) & 0x8000U);
    uint32_t const magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
    {
        return static_cast<uint16_t>(sign | 0x7E00U);
    }
    if (magnitude >= 0x477FF000U)
    {
        // 65520 and more round to infinity.
        return static_cast<uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U)
    {
        // Below 2^-14: a subnormal. Adding 0.5 lets the fp32 adder round at bit 2^-24.
        float const shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - 0x3F000000U));
    }
    uint32_t const odd = (magnitude >> 13) & 1U;
    return static_cast<uint16_t>(sign | ((magnitude - 0x38000000U + 0xFFFU + odd) >> 13));
}

inline float bfloat16ToFloat(uint16_t bits)
{
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

inline uint16_t floatToBfloat16(float value)
{
    uint32_t const bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
    {
        return static_cast<uint16_t>((bits >> 16) | 0x40U);
    }
    return static_cast<uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

} // namespace tenon::base
