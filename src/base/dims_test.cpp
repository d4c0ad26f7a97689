#include "base/dims.h"

#include "base/checked.h"

#include <gmock/gmock.h>

namespace tenon::base
{
namespace
{

using ::testing::HasSubstr;

TEST(Dims, AreWrittenAsUsersWriteThem)
{
    EXPECT_EQ(toString(makeDims({1, 3, 224, -1})), "1x3x224x-1");
    EXPECT_EQ(toString(makeDims({})), "scalar");
    Dims unknown{};
    unknown.nbDims = -1;
    EXPECT_EQ(toString(unknown), "unknown rank");
}

TEST(Dims, CompareByRankAndSizesOnly)
{
    Dims a = makeDims({2, 3});
    Dims b = makeDims({2, 3});
    b.d[2] = 77; // behind the rank: no part of the value
    EXPECT_TRUE(a == b);
    EXPECT_FALSE(a == makeDims({2, 3, 1}));
    EXPECT_FALSE(a == makeDims({3, 2}));
}

TEST(Dims, VolumeIsTheProduct)
{
    EXPECT_EQ(*volume(makeDims({2, 3, 4})), 24);
    EXPECT_EQ(*volume(makeDims({})), 1);
    EXPECT_EQ(*volume(makeDims({2, 0, 4})), 0);
    EXPECT_EQ(volumeUnchecked(makeDims({5, 7})), 35);
}

TEST(Dims, VolumeRefusesWhatIsNoSize)
{
    EXPECT_THAT(volume(makeDims({2, -1})).error().message, HasSubstr("expected sizes of at least 0, found -1"));
    EXPECT_THAT(volume(makeDims({int64_t{1} << 32, int64_t{1} << 31})).error().message, HasSubstr("below 2^63"));
    // An empty tensor has a volume, however large its other dimensions are.
    EXPECT_EQ(*volume(makeDims({int64_t{1} << 40, int64_t{1} << 40, 0})), 0);
    Dims tooMany{};
    tooMany.nbDims = 9;
    EXPECT_THAT(volume(tooMany).error().message, HasSubstr("expected a rank from 0 to 8, found 9"));
}

TEST(Dims, AreMadeOfAtMostEightSizes)
{
    std::vector<int64_t> sizes(8, 2);
    EXPECT_EQ(volumeUnchecked(*makeDims(std::span<int64_t const>(sizes))), 256);
    sizes.push_back(2);
    EXPECT_THAT(makeDims(std::span<int64_t const>(sizes)).error().message, HasSubstr("at most 8, found 9"));
}

TEST(Checked, ArithmeticSaysWhenItOverflows)
{
    EXPECT_EQ(checkedAdd(INT64_MAX - 1, 1), INT64_MAX);
    EXPECT_EQ(checkedAdd(INT64_MAX, 1), std::nullopt);
    EXPECT_EQ(checkedSub(INT64_MIN, 1), std::nullopt);
    EXPECT_EQ(checkedMul(INT64_MIN, -1), std::nullopt);
    EXPECT_EQ(checkedMul(int64_t{1} << 31, int64_t{1} << 31), int64_t{1} << 62);
    EXPECT_EQ(alignUp<int64_t>(1, 64), 64);
    EXPECT_EQ(alignUp<int64_t>(64, 64), 64);
}

} // namespace
} // namespace tenon::base
