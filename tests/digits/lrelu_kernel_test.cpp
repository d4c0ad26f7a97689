#include "custom_plugin/lrelu_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace
{

constexpr uint16_t kHalfSign = 0x8000;
constexpr uint16_t kHalfInfinity = 0x7C00;

// By the definition of IEEE 754's binary16; for bits without a sign, below infinity.
double halfMagnitude(uint16_t bits)
{
    int const exponent = bits >> 10;
    int const fraction = bits & 0x3FF;
    return exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
}

// The nearest of all halves, looked for in their list; of two equally near ones that with an even last bit.
uint16_t nearestHalfMagnitude(double magnitude)
{
    static std::vector<double> const kAll = [] {
        std::vector<double> all;
        for (uint16_t bits = 0; bits < kHalfInfinity; ++bits)
        {
            all.push_back(halfMagnitude(bits));
        }
        all.push_back(65536.0); // what infinity stands for in rounding
        return all;
    }();
    auto const above = static_cast<size_t>(std::lower_bound(kAll.begin(), kAll.end(), magnitude) - kAll.begin());
    if (above == 0 || above == kAll.size())
    {
        return above == 0 ? 0 : kHalfInfinity;
    }
    double const toAbove = kAll[above] - magnitude;
    double const toBelow = magnitude - kAll[above - 1];
    bool const isAbove = toAbove < toBelow || (toAbove == toBelow && above % 2 == 0);
    return static_cast<uint16_t>(isAbove ? above : above - 1);
}

TEST(LreluKernel, FloatsFollowTheDefinition)
{
    std::vector<float> const x{-3.0F, -0.5F, 0.0F, 2.0F, -std::numeric_limits<float>::infinity(), std::nanf("")};
    std::vector<float> y(x.size());
    lrelu::leakyRelu(0.25F, x.data(), y.data(), x.size());
    EXPECT_EQ(y[0], -0.75F);
    EXPECT_EQ(y[1], -0.125F);
    EXPECT_EQ(y[2], 0.0F);
    EXPECT_EQ(y[3], 2.0F);
    EXPECT_EQ(y[4], -std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(y[5]));
}

TEST(LreluKernel, HalvesThatAreNotNegativeStayAsTheyAre)
{
    std::vector<uint16_t> x(kHalfSign);
    for (uint16_t bits = 0; bits < kHalfSign; ++bits)
    {
        x[bits] = bits;
    }
    std::vector<uint16_t> y(x.size());
    lrelu::leakyReluHalf(0.1F, x.data(), y.data(), x.size());
    EXPECT_EQ(y, x);
}

// All 31,744 negative finite halves, slopes that reach subnormals and infinity included.
TEST(LreluKernel, NegativeHalvesRoundToNearestEven)
{
    for (float const slope : {0.1F, 0.5F, 1.0F, 1.0F / 3, 1e-3F, 3.0F})
    {
        for (uint16_t bits = 0; bits < kHalfInfinity; ++bits)
        {
            auto const x = static_cast<uint16_t>(bits | kHalfSign);
            uint16_t y;
            lrelu::leakyReluHalf(slope, &x, &y, 1);
            float const product = slope * static_cast<float>(halfMagnitude(bits));
            ASSERT_EQ(y, nearestHalfMagnitude(static_cast<double>(product)) | kHalfSign) << bits << " times " << slope;
        }
    }
}

TEST(LreluKernel, NegativeInfinityAndNanStayWhatTheyAre)
{
    std::vector<uint16_t> const x{0xFC00, 0xFE01};
    std::vector<uint16_t> y(2);
    lrelu::leakyReluHalf(0.1F, x.data(), y.data(), 2);
    EXPECT_EQ(y[0], 0xFC00);
    EXPECT_GT(y[1] & 0x7FFF, kHalfInfinity);
}

} // namespace
