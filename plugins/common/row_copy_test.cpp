#include "plugins/common/run.h"

#include <gtest/gtest.h>

#include <vector>

namespace tenon::plugins
{
namespace
{

//! Rows at an offset into both memories, from pitch to pitch; what lies between the rows stays.
void expectCopied(int64_t rows, int64_t bytes, int64_t fromPitch, int64_t toPitch, int64_t fromOffset, int64_t toOffset)
{
    SCOPED_TRACE(std::to_string(rows) + " rows of " + std::to_string(bytes) + " bytes, offsets "
        + std::to_string(fromOffset) + " and " + std::to_string(toOffset));
    std::vector<unsigned char> from(static_cast<size_t>(fromOffset + (rows - 1) * fromPitch + bytes));
    for (size_t i = 0; i < from.size(); ++i)
    {
        from[i] = static_cast<unsigned char>(i * 7 + i / 251);
    }
    std::vector<unsigned char> const before(static_cast<size_t>(toOffset + rows * std::max(toPitch, bytes) + 64), 0xA5);
    std::vector<unsigned char> expected = before;
    for (int64_t row = 0; row < rows; ++row)
    {
        std::copy_n(from.begin() + fromOffset + row * fromPitch, bytes, expected.begin() + toOffset + row * toPitch);
    }
    for (int64_t const cacheBytes : {int64_t{1} << 40, int64_t{0}}) // in the caches, and past them
    {
        std::vector<unsigned char> to = before;
        RowCopy const copy{from.data() + fromOffset, fromPitch, to.data() + toOffset, toPitch, bytes, rows};
        copyRowsOnCpu(&copy, 1, cacheBytes);
        EXPECT_TRUE(to == expected) << "cache of " << cacheBytes << " bytes";
    }
}

TEST(RowCopy, CopiesRowsOfAnyLength)
{
    for (int64_t const bytes : {0, 1, 4, 6, 8, 12, 16, 24, 100, 1024, 1091, 5000})
    {
        for (int64_t const rows : {1, 2, 7, 300})
        {
            expectCopied(rows, bytes, bytes + 8, bytes + 4, 2, 6);
            expectCopied(rows, bytes, 0, bytes, 0, 1); // one row again and again
        }
    }
}

//! Out of one memory, row by row, into several, as `Split` does; then with rows of different numbers, which go one after the other.
TEST(RowCopy, CopiesSeveral)
{
    for (int64_t const cacheBytes : {int64_t{1} << 40, int64_t{0}})
    {
        for (bool const sameRows : {true, false})
        {
            std::vector<unsigned char> from(64 * 5000);
            for (size_t i = 0; i < from.size(); ++i)
            {
                from[i] = static_cast<unsigned char>(i * 5 + i / 241);
            }
            std::vector<std::vector<unsigned char>> to(3);
            std::vector<RowCopy> copies;
            for (int64_t i = 0; i < 3; ++i)
            {
                int64_t const bytes = 1024 + 100 * i;
                int64_t const rows = sameRows ? 64 : 64 - 63 * (i % 2); // 1 is a long row
                to[static_cast<size_t>(i)].assign(static_cast<size_t>(rows * bytes + 1), 0xA5);
                copies.push_back({from.data() + 1500 * i, 5000, to[static_cast<size_t>(i)].data(), bytes, bytes, rows});
            }
            copyRowsOnCpu(copies.data(), 3, cacheBytes);
            for (RowCopy const& copy : copies)
            {
                auto const* const written = static_cast<unsigned char const*>(copy.to);
                for (int64_t row = 0; row < copy.rows; ++row)
                {
                    auto const* const expected = static_cast<unsigned char const*>(copy.from) + row * copy.fromPitch;
                    EXPECT_TRUE(std::equal(expected, expected + copy.bytes, written + row * copy.toPitch)) << row;
                }
                EXPECT_EQ(written[copy.rows * copy.bytes], 0xA5);
            }
        }
    }
}

} // namespace
} // namespace tenon::plugins
