#include "plugins/common/fast_division.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace tenon::plugins
{
namespace
{

TEST(FastDivider, EqualsTheDivision)
{
    std::vector<uint32_t> numbers{0, 1, 2, 3, 0x7FFFFFFFU, 0x7FFFFFFEU, 0x40000000U, 0x3FFFFFFFU};
    for (uint32_t i = 0; i < 31; ++i)
    {
        numbers.insert(numbers.end(), {1U << i, (1U << i) + 1, (1U << i) * 3 / 2, 1000003U * i});
    }
    for (uint32_t const divisor : numbers)
    {
        if (divisor == 0 || divisor >= 0x80000000U)
        {
            continue;
        }
        FastDivider const divider(divisor);
        for (uint32_t const n : numbers)
        {
            if (n < 0x80000000U)
            {
                ASSERT_EQ(divider.quotient(n), n / divisor) << n << " / " << divisor;
                uint32_t const below = n / divisor * divisor;
                ASSERT_EQ(divider.quotient(below), n / divisor) << below << " / " << divisor;
                ASSERT_EQ(divider.quotient(below == 0 ? 0 : below - 1), (below == 0 ? 0 : below - 1) / divisor)
                    << below << " − 1 / " << divisor;
            }
        }
    }
}

TEST(FastDivider, PartsHaveIndicesThatCanBeDivided)
{
    std::vector<std::pair<int64_t, int64_t>> parts;
    auto const note = [&](int64_t first, int64_t count) {
        parts.emplace_back(first, count);
        return first == 3 ? 4 : 0;
    };
    EXPECT_EQ(inParts(10, int64_t{1} << 29, note), 4);
    EXPECT_EQ(parts, (std::vector<std::pair<int64_t, int64_t>>{{0, 3}, {3, 3}, {6, 3}, {9, 1}}));
    parts.clear();
    EXPECT_EQ(inParts(10, 0, note) | inParts(0, 7, note), 0);
    EXPECT_TRUE(parts.empty());
}

} // namespace
} // namespace tenon::plugins
