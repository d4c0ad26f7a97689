#include "ops/common/transposed_tile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tenon::ops
{
namespace
{

TEST(TransposedTile, TurnsRowsIntoColumnsAndWritesNothingElse)
{
    for (int64_t const rows : {0, 1, 3, 4, 5, 8, 63, 64})
    {
        for (int64_t const columns : {0, 1, 2, 4, 7, 12, 61, 64})
        {
            SCOPED_TRACE(::testing::Message() << rows << " rows, " << columns << " columns");
            int64_t const inStride = columns + 3;
            int64_t const outStride = rows + 5;
            std::vector<uint32_t> in(static_cast<size_t>(std::max<int64_t>(rows * inStride - 3, 0)));
            for (size_t i = 0; i < in.size(); ++i)
            {
                in[i] = static_cast<uint32_t>(i);
            }
            constexpr uint32_t kUntouched = 0xFFFFFFFFU;
            std::vector<uint32_t> out(static_cast<size_t>(columns * outStride), kUntouched);
            transposeTile(in.data(), inStride, out.data(), outStride, rows, columns);
            for (int64_t c = 0; c < columns; ++c)
            {
                for (int64_t r = 0; r < outStride; ++r)
                {
                    uint32_t const expected = r < rows ? static_cast<uint32_t>(r * inStride + c) : kUntouched;
                    EXPECT_EQ(out[static_cast<size_t>(c * outStride + r)], expected) << c << ", " << r;
                }
            }
        }
    }
}

} // namespace
} // namespace tenon::ops
