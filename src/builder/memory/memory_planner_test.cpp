#include "builder/memory/memory_planner.h"

#include "builder/memory/plan_by_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tenon::builder
{
namespace
{

using ::testing::ElementsAre;

bool overlapInTime(Lifetime const& a, Lifetime const& b)
{
    return a.first <= b.last && b.first <= a.last;
}

//! The definition, checked pair by pair.
void expectSound(std::vector<Lifetime> const& lifetimes, MemoryPlan const& plan, int64_t alignment)
{
    for (size_t i = 0; i < lifetimes.size(); ++i)
    {
        EXPECT_EQ(plan.offsets[i] % alignment, 0);
        EXPECT_LE(plan.offsets[i] + lifetimes[i].bytes, plan.totalBytes);
        for (size_t j = 0; j < i; ++j)
        {
            bool const apart = plan.offsets[i] + lifetimes[i].bytes <= plan.offsets[j]
                || plan.offsets[j] + lifetimes[j].bytes <= plan.offsets[i] || lifetimes[i].bytes == 0
                || lifetimes[j].bytes == 0;
            ASSERT_TRUE(apart || !overlapInTime(lifetimes[i], lifetimes[j])) << i << " and " << j;
        }
    }
}

//! No plan can be smaller than what lives at one time.
int64_t mostAtOnce(std::vector<Lifetime> const& lifetimes, int32_t steps, int64_t alignment)
{
    int64_t most = 0;
    for (int32_t step = 0; step < steps; ++step)
    {
        int64_t sum = 0;
        for (Lifetime const& each : lifetimes)
        {
            sum += each.first <= step && step <= each.last ? (each.bytes + alignment - 1) / alignment * alignment : 0;
        }
        most = std::max(most, sum);
    }
    return most;
}

TEST(MemoryPlanner, AChainNeedsTwoBuffers)
{
    std::vector<Lifetime> chain;
    for (int32_t i = 0; i < 100; ++i)
    {
        chain.push_back({1000, i, i + 1});
    }
    MemoryPlan const plan = planOffsets(chain, 256);
    expectSound(chain, plan, 256);
    EXPECT_EQ(plan.totalBytes, 2048);
}

TEST(MemoryPlanner, FillsTheSmallestGapThatFits)
{
    // The large two leave a gap of 1,024 and one of 512 while the last two live.
    std::vector<Lifetime> const lifetimes{{1024, 0, 1}, {4096, 0, 9}, {512, 0, 3}, {4096, 0, 9}, {512, 5, 6}};
    MemoryPlan const plan = planOffsets(lifetimes, 256);
    expectSound(lifetimes, plan, 256);
    EXPECT_EQ(plan.totalBytes, 4096 * 2 + 1024 + 512);
}

TEST(MemoryPlanner, RandomLifetimesNeverOverlapAndStayNearTheBound)
{
    std::mt19937 random(7);
    for (int32_t round = 0; round < 50; ++round)
    {
        std::vector<Lifetime> lifetimes;
        constexpr int32_t kSteps = 60;
        for (int32_t i = 0; i < 120; ++i)
        {
            int32_t const first = static_cast<int32_t>(random() % kSteps);
            int32_t const length =
                random() % 8 == 0 ? static_cast<int32_t>(random() % kSteps) : static_cast<int32_t>(random() % 4);
            lifetimes.push_back({static_cast<int64_t>(random() % 5000), first, std::min(first + length, kSteps - 1)});
        }
        MemoryPlan const plan = planOffsets(lifetimes, 256);
        expectSound(lifetimes, plan, 256);
        int64_t const bound = mostAtOnce(lifetimes, kSteps, 256);
        EXPECT_GE(plan.totalBytes, bound);
        EXPECT_LE(plan.totalBytes, bound * 13 / 10) << "round " << round;
        EXPECT_EQ(planOffsets(lifetimes, 256).offsets, plan.offsets);
    }
}

TEST(MemoryPlanner, ManyAtOnceAreSoundAndNearTheBoundToo)
{
    std::mt19937 random(11);
    for (size_t const maxPairs : {0U, 30U, 1000U, 3000U})
    {
        std::vector<Lifetime> lifetimes;
        constexpr int32_t kSteps = 60;
        for (int32_t i = 0; i < 300; ++i)
        {
            int32_t const first = static_cast<int32_t>(random() % kSteps);
            int32_t const last = random() % 4 == 0 ? kSteps - 1 : first + static_cast<int32_t>(random() % 4);
            lifetimes.push_back({static_cast<int64_t>(random() % 5000), first, std::min(last, kSteps - 1)});
        }
        MemoryPlan const plan = planOffsets(lifetimes, 256, maxPairs);
        expectSound(lifetimes, plan, 256);
        EXPECT_LE(plan.totalBytes, mostAtOnce(lifetimes, kSteps, 256) * 14 / 10) << maxPairs;
        EXPECT_EQ(planOffsets(lifetimes, 256, maxPairs).offsets, plan.offsets);
    }
}

TEST(MemoryPlanner, ByTimeGapsThatTouchBecomeOne)
{
    // Two that end leave a gap for one of their size together; the last grows into the gap at the end.
    std::vector<Lifetime> const lifetimes{
        {256, 0, 0}, {256, 0, 0}, {256, 0, 9}, {512, 1, 2}, {1024, 3, 4}, {1280, 5, 6}};
    MemoryPlan const plan = planByTime(lifetimes, 256);
    expectSound(lifetimes, plan, 256);
    EXPECT_EQ(plan.offsets[3], 0);
    EXPECT_EQ(plan.offsets[4], 768);
    EXPECT_EQ(plan.offsets[5], 768);
    EXPECT_EQ(plan.totalBytes, 768 + 1280);
}

//! Every value lives at once: all pairs would be 200 million.
TEST(MemoryPlanner, TwentyThousandAtOnceLieSideBySide)
{
    std::vector<Lifetime> lifetimes;
    for (int32_t i = 0; i < 20000; ++i)
    {
        lifetimes.push_back({256 * (1 + i % 7), i, 20000});
    }
    MemoryPlan const plan = planOffsets(lifetimes, 256);
    int64_t sum = 0;
    std::vector<std::pair<int64_t, int64_t>> spans;
    for (size_t i = 0; i < lifetimes.size(); ++i)
    {
        sum += lifetimes[i].bytes;
        spans.emplace_back(plan.offsets[i], plan.offsets[i] + lifetimes[i].bytes);
    }
    std::sort(spans.begin(), spans.end());
    for (size_t i = 1; i < spans.size(); ++i)
    {
        ASSERT_LE(spans[i - 1].second, spans[i].first);
    }
    EXPECT_EQ(plan.totalBytes, sum);
}

TEST(MemoryPlanner, NothingNeedsNothing)
{
    EXPECT_EQ(planOffsets({}, 256).totalBytes, 0);
    MemoryPlan const empty = planOffsets({{0, 0, 0}, {0, 0, 5}}, 256);
    EXPECT_EQ(empty.totalBytes, 0);
    EXPECT_THAT(empty.offsets, ElementsAre(0, 0));
}

} // namespace
} // namespace tenon::builder
