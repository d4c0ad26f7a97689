// fp16 as bits, one value at a time: for what SIMD leaves over, and where the processor has no instruction for it. Rounds to nearest
// even; NaN and infinity are kept.
#pragma once

#include <bit>
#include <cstdint>

namespace tenon::plugins
{

inline float halfToFloat(uint16_t half)
{
    uint32_t const sign = static_cast<uint32_t>(half & 0x8000U) << 16;
    uint32_t const magnitude = half & 0x7FFFU;
    if (magnitude >= 0x7C00U) // infinity, NaN
    {
        return std::bit_cast<float>(sign | 0x7F800000U | (magnitude & 0x3FFU) << 13);
    }
    // Read as fp32 with the exponent 112 too small; the product is exact, subnormals included.
    return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude << 13) * 0x1p112F));
}

inline uint16_t floatToHalf(float value)
{
    uint32_t const bits = std::bit_cast<uint32_t>(value);
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
        return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) & 0x7FFU));
    }
    uint32_t const rounded = magnitude + 0xFFFU + (magnitude >> 13 & 1U);
    return static_cast<uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

} // namespace tenon::plugins
