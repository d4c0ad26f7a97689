#include "devices/weight_cache.h"

#include <gtest/gtest.h>

#include <cstring>

namespace tenon::devices
{
namespace
{

TEST(WeightCache, EqualWeightsAreCopiedOnceWhileSomebodyHoldsThem)
{
    WeightCache cache(cpuDevice());
    float const weights[]{1, 2, 3};
    auto const first = cache.upload(weights, sizeof(weights));
    auto const second = cache.upload(weights, sizeof(weights));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(first->get(), second->get());
    EXPECT_NE(first->get(), static_cast<void const*>(weights));
    EXPECT_EQ(std::memcmp(first->get(), weights, sizeof(weights)), 0);
    auto const part = cache.upload(weights, sizeof(float));
    ASSERT_TRUE(part.ok());
    EXPECT_NE(part->get(), first->get());
}

TEST(WeightCache, OtherFormsOfWeightsAreMadeOnce)
{
    WeightCache cache(cpuDevice());
    float const weights[]{1, 2, 3};
    int32_t made = 0;
    auto const twice = [&](void* to) {
        ++made;
        for (int32_t i = 0; i < 3; ++i)
        {
            static_cast<float*>(to)[i] = 2 * weights[i];
        }
        return base::okStatus();
    };
    auto const first = cache.upload(weights, "twice", sizeof(weights), twice);
    auto const second = cache.upload(weights, "twice", sizeof(weights), twice);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(made, 1);
    EXPECT_EQ(first->get(), second->get());
    EXPECT_EQ(static_cast<float const*>(first->get())[2], 6.0F);
    auto const broken =
        cache.upload(weights, "broken", 4, [](void*) -> Status { return base::invalidArgument("no such form"); });
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().message, "no such form");
}

TEST(CpuDevice, EventsTakeTheTime)
{
    auto const from = cpuDevice().makeEvent(true);
    auto const to = cpuDevice().makeEvent(true);
    ASSERT_TRUE(from.ok() && to.ok());
    ASSERT_TRUE(cpuDevice().record(*from, nullptr).ok());
    ASSERT_TRUE(cpuDevice().record(*to, nullptr).ok());
    auto const milliseconds = cpuDevice().millisecondsBetween(*from, *to);
    ASSERT_TRUE(milliseconds.ok());
    EXPECT_GE(*milliseconds, 0.0F);
    EXPECT_FALSE(cpuDevice().canRecord());
    EXPECT_FALSE(cpuDevice().beginRecording(RecordingRules::kSTRICT).ok());
}

} // namespace
} // namespace tenon::devices
