#include "lrelu_kernel.h"

#include <cstring>

namespace lrelu
{

namespace
{

uint32_t bitsOf(float value)
{
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

float floatOf(uint32_t bits)
{
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

float fromHalf(uint16_t half)
{
    // Exponent and fraction move to their places in a float; multiplying by 2^112 corrects the exponent's bias, and makes
    // normal numbers of subnormal ones on the way.
    uint32_t const sign = (half & 0x8000U) << 16;
    uint32_t const magnitude = (half & 0x7FFFU) << 13;
    bool const isInfOrNan = (half & 0x7C00U) == 0x7C00U;
    float const value = isInfOrNan ? floatOf(magnitude | 0x7F800000U) : floatOf(magnitude) * 0x1p112F;
    return floatOf(bitsOf(value) | sign);
}

uint16_t toHalf(float value)
{
    uint32_t const bits = bitsOf(value);
    uint32_t const sign = bits >> 16 & 0x8000U;
    uint32_t const magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
    {
        return static_cast<uint16_t>(sign | 0x7E00U); // NaN
    }
    if (magnitude >= 0x477FF000U) // 65,520 and above round to infinity
    {
        return static_cast<uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U)
    {
        // Subnormal in half: adding 0.5 lines the fraction up with the low bits of a float, and the adder rounds.
        uint32_t const aligned = bitsOf(floatOf(magnitude) + 0.5F);
        return static_cast<uint16_t>(sign | (aligned - bitsOf(0.5F)));
    }
    uint32_t const roundUp = 0xFFFU + (magnitude >> 13 & 1U);
    return static_cast<uint16_t>(sign | (magnitude - 0x38000000U + roundUp) >> 13);
}

} // namespace

void leakyRelu(float negSlope, float const* x, float* y, size_t count, CUstream_st*)
{
    for (size_t i = 0; i < count; ++i)
    {
        y[i] = x[i] < 0.0F ? negSlope * x[i] : x[i];
    }
}

void leakyReluHalf(float negSlope, uint16_t const* x, uint16_t* y, size_t count, CUstream_st*)
{
    for (size_t i = 0; i < count; ++i)
    {
        bool const isNegative = (x[i] & 0x8000U) != 0;
        y[i] = isNegative ? toHalf(negSlope * fromHalf(x[i])) : x[i];
    }
}

} // namespace lrelu
