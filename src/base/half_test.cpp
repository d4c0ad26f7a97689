#include "base/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace tenon::base
{
namespace
{

#if defined(__x86_64__)
// The processor's own conversions, round to nearest even.
__attribute__((target("f16c"))) uint16_t processorFloatToHalf(float value)
{
    return _cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT);
}
__attribute__((target("f16c"))) float processorHalfToFloat(uint16_t bits)
{
    return _cvtsh_ss(bits);
}

TEST(Half, EveryHalfBecomesTheFloatThatTheProcessorMakes)
{
    if (!__builtin_cpu_supports("f16c"))
    {
        GTEST_SKIP() << "the processor has no conversions";
    }
    for (uint32_t bits = 0; bits <= 0xFFFFU; ++bits)
    {
        float const expected = processorHalfToFloat(static_cast<uint16_t>(bits));
        float const found = halfToFloat(static_cast<uint16_t>(bits));
        if (std::isnan(expected))
        {
            ASSERT_TRUE(std::isnan(found)) << bits;
            continue;
        }
        ASSERT_EQ(std::bit_cast<uint32_t>(found), std::bit_cast<uint32_t>(expected)) << bits;
    }
}

TEST(Half, FloatsRoundAsTheProcessorRounds)
{
    if (!__builtin_cpu_supports("f16c"))
    {
        GTEST_SKIP() << "the processor has no conversions";
    }
    auto const agree = [](uint32_t bits) {
        auto const value = std::bit_cast<float>(bits);
        if (std::isnan(value))
        {
            ASSERT_TRUE(std::isnan(halfToFloat(floatToHalf(value)))) << bits;
            return;
        }
        ASSERT_EQ(floatToHalf(value), processorFloatToHalf(value)) << value << " " << bits;
    };
    // Every exponent and sign with mantissas around each kind of tie, and a million at random.
    for (uint32_t top = 0; top <= 0x1FFU; ++top)
    {
        for (uint32_t const mantissa :
            {0U, 1U, 0xFFFU, 0x1000U, 0x1001U, 0x1FFFU, 0x2000U, 0x3000U, 0x7FFFFFU, 0x7FF000U})
        {
            agree((top << 23) | mantissa);
        }
    }
    std::mt19937 random(1);
    for (int i = 0; i < 1'000'000; ++i)
    {
        agree(static_cast<uint32_t>(random()));
    }
}
#endif

TEST(Half, LimitsOfTheType)
{
    EXPECT_EQ(halfToFloat(floatToHalf(65504.0F)), 65504.0F);
    EXPECT_EQ(halfToFloat(floatToHalf(65519.0F)), 65504.0F);
    EXPECT_TRUE(std::isinf(halfToFloat(floatToHalf(65520.0F))));
    EXPECT_EQ(halfToFloat(floatToHalf(0x1p-24F)), 0x1p-24F);
    EXPECT_EQ(halfToFloat(floatToHalf(0x1p-25F)), 0.0F); // a tie, to even
    EXPECT_TRUE(std::signbit(halfToFloat(floatToHalf(-0.0F))));
}

// bf16 is the upper half of a float: the nearest of the two neighbours, found by distance, ties to the even one.
TEST(Bfloat16, RoundsToTheNearestNeighbour)
{
    std::mt19937 random(2);
    for (int i = 0; i < 200'000; ++i)
    {
        auto const value = std::bit_cast<float>(static_cast<uint32_t>(random()));
        if (!std::isfinite(value) || std::abs(value) > 3e38F)
        {
            continue;
        }
        auto const below = static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
        auto const above = static_cast<uint16_t>(below + 1);
        double const toBelow = std::abs(static_cast<double>(value) - bfloat16ToFloat(below));
        double const toAbove = std::abs(static_cast<double>(bfloat16ToFloat(above)) - value);
        uint16_t const even = (below & 1U) == 0 ? below : above;
        uint16_t const expected = toBelow == toAbove ? even : toBelow < toAbove ? below : above;
        ASSERT_EQ(floatToBfloat16(value), expected) << value;
    }
    EXPECT_TRUE(std::isnan(bfloat16ToFloat(floatToBfloat16(std::bit_cast<float>(0x7F800001U)))));
    EXPECT_TRUE(std::isinf(bfloat16ToFloat(floatToBfloat16(3.4e38F))));
}

} // namespace
} // namespace tenon::base
