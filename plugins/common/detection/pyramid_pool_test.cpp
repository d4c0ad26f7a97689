// What CUDA computes one element at a time is what the CPU computes by channels, which the plugins' tests compare with their references.
#include "plugins/common/detection/pyramid_pool.h"

#include <gtest/gtest.h>

#include <vector>

namespace tenon::plugins
{
namespace
{

//! Regions of all levels, some across the border, one nowhere.
struct SomeRegions
{
    PooledRegion operator()(int64_t region) const
    {
        auto const r = static_cast<float>(region);
        if (region == 3)
        {
            return {-1, 0.0F, 0.0F, 0.0F, 0.0F, 1, 1};
        }
        return {static_cast<int32_t>(region % 3), r * 0.375F - 1.5F, 2.25F - r * 0.3125F, 0.1875F * r, 0.4375F * r,
            static_cast<int32_t>(1 + region % 4), static_cast<int32_t>(1 + region % 3)};
    }
};

template <typename T>
void expectElementsOfChannels(int64_t pooled, float offset)
{
    constexpr int64_t kImages = 2;
    constexpr int64_t kRegions = 7;
    constexpr int64_t kChannels = 3;
    Pyramid<T> pyramid{{}, {13, 6, 1}, {9, 5, 2}, kRegions, kChannels, pooled, offset, nullptr};
    std::vector<std::vector<T>> maps;
    for (int32_t level = 0; level < 3; ++level)
    {
        maps.emplace_back();
        for (int64_t i = 0; i < kImages * kChannels * pyramid.heights[level] * pyramid.widths[level]; ++i)
        {
            maps.back().push_back(T(static_cast<float>(i * 37 % 101) / 64.0F - 0.75F));
        }
        pyramid.maps[level] = maps.back().data();
    }
    std::vector<T> byChannels(static_cast<size_t>(kImages * kRegions * kChannels * pooled * pooled), T(77.0F));
    std::vector<T> byElements = byChannels;
    pyramid.out = byChannels.data();
    EXPECT_EQ(poolPyramid(OnCpu{}, pyramid, kImages, SomeRegions{}), 0);
    pyramid.out = byElements.data();
    OnCpu{}.each(static_cast<int64_t>(byElements.size()), PoolElement<T, SomeRegions>{pyramid, {}});
    float const tolerance = std::is_same_v<T, float> ? 1e-5F : 2e-3F;
    for (size_t i = 0; i < byElements.size(); ++i)
    {
        ASSERT_NEAR(real(byElements[i]), real(byChannels[i]), tolerance) << i;
    }
}

TEST(PyramidPool, ElementsAreThoseOfChannels)
{
    expectElementsOfChannels<float>(1, 0.0F);
    expectElementsOfChannels<float>(7, 0.5F);
    expectElementsOfChannels<Half>(5, 0.5F);
}

} // namespace
} // namespace tenon::plugins
