#include "devices/cpu/parallel.h"
#include "devices/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>

namespace tenon::devices
{
namespace
{

using ::testing::HasSubstr;

TEST(Device, NamesAreReadOrExplained)
{
    EXPECT_EQ(*deviceNamed("cpu"), &cpuDevice());
    auto const bad = deviceNamed("gpu");
    ASSERT_FALSE(bad.ok());
    EXPECT_THAT(bad.error().message, HasSubstr("expected cpu, cuda or cuda:<index>, found \"gpu\""));
    EXPECT_FALSE(deviceNamed("cuda:").ok());
    EXPECT_FALSE(deviceNamed("cuda:-1").ok());
    EXPECT_FALSE(deviceNamed("cuda:0x").ok());
}

TEST(Device, ACudaDeviceThatIsNotThereSaysHowToGoOn)
{
    auto const none = deviceNamed("cuda:4711");
    ASSERT_FALSE(none.ok());
    EXPECT_THAT(none.error().message, HasSubstr("device cuda:4711"));
    EXPECT_THAT(none.error().message, HasSubstr("TENON_DEVICE=cpu"));
}

TEST(Device, EnvironmentDecidesTheDefault)
{
    setenv("TENON_DEVICE", "cpu", 1);
    EXPECT_EQ(*defaultDevice(), &cpuDevice());
    setenv("TENON_DEVICE", "abacus", 1);
    EXPECT_FALSE(defaultDevice().ok());
    unsetenv("TENON_DEVICE");
    EXPECT_TRUE(defaultDevice().ok());
}

TEST(CpuDevice, MemoryIsAlignedAndNeverNull)
{
    for (size_t const bytes : {size_t{0}, size_t{1}, size_t{255}, size_t{4097}})
    {
        auto const buffer = cpuDevice().allocate(bytes);
        ASSERT_TRUE(buffer.ok());
        EXPECT_NE(buffer->data(), nullptr);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % kAlignmentBytes, 0U);
        EXPECT_EQ(buffer->bytes(), bytes);
    }
}

TEST(CpuDevice, TooMuchMemoryIsAnError)
{
    auto const buffer = cpuDevice().allocate(SIZE_MAX / 2);
    ASSERT_FALSE(buffer.ok());
    EXPECT_EQ(buffer.error().code, base::ErrorCode::kFAILED_ALLOCATION);
    EXPECT_FALSE(cpuDevice().allocate(SIZE_MAX).ok());
}

TEST(CpuDevice, CopiesAndFills)
{
    auto buffer = cpuDevice().allocate(4);
    ASSERT_TRUE(buffer.ok());
    ASSERT_TRUE(cpuDevice().fill(buffer->data(), 7, 4, nullptr).ok());
    char bytes[4];
    ASSERT_TRUE(cpuDevice().copy(bytes, buffer->data(), 4, nullptr).ok());
    EXPECT_THAT(bytes, ::testing::Each(7));
}

TEST(Parallel, EveryItemOnce)
{
    for (int64_t const count : {0, 1, 2, 3, 1000, 1001})
    {
        for (int64_t const grain : {0, 1, 7, 5000})
        {
            std::vector<std::atomic<int>> seen(static_cast<size_t>(count));
            parallelFor(count, grain, [&](int64_t begin, int64_t end) {
                for (int64_t i = begin; i < end; ++i)
                {
                    ++seen[static_cast<size_t>(i)];
                }
            });
            for (auto const& times : seen)
            {
                EXPECT_EQ(times, 1);
            }
        }
    }
}

TEST(Parallel, NestedLoopsStayOnTheirThread)
{
    std::atomic<int64_t> sum{0};
    parallelFor(8, 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
        {
            parallelFor(10, 1, [&](int64_t b, int64_t e) { sum += e - b; });
        }
    });
    EXPECT_EQ(sum, 80);
}

} // namespace
} // namespace tenon::devices
