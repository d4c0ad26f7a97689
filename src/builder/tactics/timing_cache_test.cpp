#include "builder/tactics/timing_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::builder
{
namespace
{

using ::testing::HasSubstr;

TEST(TimingCache, ComesBackFromItsBytes)
{
    TimingCache cache("cpu test");
    cache.put(timingKeyOf("a"), {7, 1.5F});
    cache.put(timingKeyOf("b"), {8, 2.5F});
    std::vector<std::byte> const bytes = cache.serialize();
    auto const again = TimingCache::fromBytes(bytes, "another device");
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ((*again)->device(), "cpu test");
    EXPECT_EQ((*again)->size(), 2U);
    EXPECT_EQ((*again)->find(timingKeyOf("a"))->microseconds, 1.5F);
    EXPECT_EQ((*again)->find(timingKeyOf("b"))->tacticHash, 8U);
    EXPECT_FALSE((*again)->find(timingKeyOf("c")).has_value());
    EXPECT_EQ((*again)->serialize(), bytes) << "the same entries, the same bytes";
    TimingCache other("cpu test");
    other.put(timingKeyOf("b"), {8, 2.5F});
    other.put(timingKeyOf("a"), {7, 1.5F});
    EXPECT_EQ(other.serialize(), bytes) << "in whatever order they came";
    auto const empty = TimingCache::fromBytes({}, "cpu");
    ASSERT_TRUE(empty.ok());
    EXPECT_EQ((*empty)->size(), 0U);
    EXPECT_EQ((*empty)->device(), "cpu");
}

TEST(TimingCache, RefusesWhatIsNotOne)
{
    TimingCache cache("cpu");
    cache.put(timingKeyOf("a"), {7, 1.5F});
    std::vector<std::byte> const bytes = cache.serialize();
    auto const message = [](std::vector<std::byte> const& wrong) {
        auto const read = TimingCache::fromBytes(wrong, "cpu");
        return read.ok() ? std::string("no error") : read.error().message;
    };
    EXPECT_THAT(message(std::vector<std::byte>(100)),
        HasSubstr(
            "timing cache: expected the bytes that ITimingCache::serialize gave, found 100 bytes of something else"));
    for (size_t i = 8; i < bytes.size(); ++i)
    {
        std::vector<std::byte> wrong = bytes;
        wrong[i] ^= std::byte{0x40};
        EXPECT_THAT(message(wrong), HasSubstr("found a wrong checksum")) << i;
        wrong.resize(i);
        EXPECT_NE(message(wrong), "no error") << i;
    }
}

TEST(TimingCache, CombinesMeasurementsOfOneDevice)
{
    TimingCache mine("cpu a"), same("cpu a"), other("cpu b");
    mine.put(timingKeyOf("x"), {1, 1.0F});
    same.put(timingKeyOf("x"), {1, 9.0F});
    same.put(timingKeyOf("y"), {2, 2.0F});
    other.put(timingKeyOf("z"), {3, 3.0F});
    ASSERT_TRUE(mine.combine(same, false).ok());
    EXPECT_EQ(mine.size(), 2U);
    EXPECT_EQ(mine.find(timingKeyOf("x"))->microseconds, 1.0F) << "what it has stays";
    auto const refused = mine.combine(other, false);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(
        refused.error().message, HasSubstr("timing cache: expected measurements of cpu a, found those of cpu b"));
    EXPECT_TRUE(mine.combine(other, true).ok());
    EXPECT_EQ(mine.size(), 3U);
    mine.clear();
    EXPECT_EQ(mine.size(), 0U);
}

} // namespace
} // namespace tenon::builder
