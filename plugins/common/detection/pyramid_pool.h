// Regions pooled from a feature pyramid, each from one level of it: a region is cut into pooled × pooled bins, each bin is sampled at rows · columns
// places of a regular grid, a sample is interpolated between its four neighbours, and the mean of a bin's samples is the result:
//
//     y = clamp(region.y + (bin + (sample + offset) / rows) · region.binHeight, 0, height − 1)     columns alike
//
// Source: K. He, G. Gkioxari, P. Dollár, R. Girshick, "Mask R-CNN", 2017.
#pragma once

#include "plugins/common/detection/boxes.h"
#include "plugins/common/expect_dims.h"

#include <tenon/plugin.h>

#include <cmath>

namespace tenon::plugins
{

//! Where a region lies on its level, in elements of that level's map.
struct PooledRegion
{
    int32_t level; //!< −1: nowhere, the result is 0
    float y, x, binHeight, binWidth;
    int32_t rows, columns; //!< samples of a bin
};

//! Where a sample lies between two rows or columns of a map.
struct PooledLine
{
    int64_t low, high;
    float weight; //!< of `high`
};

//! Maps of an image's levels, [images, channels, height, width] each, and the result [images, regions, channels, pooled, pooled].
template <typename T>
struct Pyramid
{
    static constexpr int32_t kMost = 5;

    T const* maps[kMost];
    int64_t heights[kMost], widths[kMost];
    int64_t regions, channels, pooled;
    float offset; //!< of samples in their cells
    T* out;

    TENON_BOTH static PooledLine lineAt(
        float begin, float bin, int64_t index, int32_t sample, int32_t samples, float offset, int64_t extent)
    {
        float const at = begin + bin * static_cast<float>(index)
            + bin * (static_cast<float>(sample) + offset) / static_cast<float>(samples);
        float const inside = greater(lesser(at, static_cast<float>(extent - 1)), 0.0F);
        auto const low = static_cast<int64_t>(inside);
        return {low, low + 1 < extent ? low + 1 : low, inside - static_cast<float>(low)};
    }
    TENON_BOTH PooledLine row(PooledRegion const& region, int64_t bin, int32_t sample) const
    {
        return lineAt(region.y, region.binHeight, bin, sample, region.rows, offset, heights[region.level]);
    }
    TENON_BOTH PooledLine column(PooledRegion const& region, int64_t bin, int32_t sample) const
    {
        return lineAt(region.x, region.binWidth, bin, sample, region.columns, offset, widths[region.level]);
    }
    //! `index` counts the regions of all images.
    TENON_BOTH T const* mapOf(int32_t level, int64_t index, int64_t channel) const
    {
        return maps[level] + (index / regions * channels + channel) * heights[level] * widths[level];
    }
};

//! One element of the result. `Locate`: PooledRegion operator()(int64_t region) const, for the regions of all images.
template <typename T, typename Locate>
struct PoolElement
{
    Pyramid<T> pyramid;
    Locate locate;

    TENON_BOTH void operator()(int64_t i) const
    {
        int64_t const pooled = pyramid.pooled;
        int64_t const channel = i / (pooled * pooled) % pyramid.channels;
        int64_t const index = i / (pooled * pooled * pyramid.channels);
        PooledRegion const region = locate(index);
        if (region.level < 0)
        {
            pyramid.out[i] = number<T>(0.0F);
            return;
        }
        T const* const map = pyramid.mapOf(region.level, index, channel);
        int64_t const width = pyramid.widths[region.level];
        float sum = 0.0F;
        for (int32_t r = 0; r < region.rows; ++r)
        {
            PooledLine const y = pyramid.row(region, i / pooled % pooled, r);
            T const* const low = map + y.low * width;
            T const* const high = map + y.high * width;
            for (int32_t c = 0; c < region.columns; ++c)
            {
                PooledLine const x = pyramid.column(region, i % pooled, c);
                float const top = real(low[x.low]) + (real(low[x.high]) - real(low[x.low])) * x.weight;
                float const bottom = real(high[x.low]) + (real(high[x.high]) - real(high[x.low])) * x.weight;
                sum += top + (bottom - top) * y.weight;
            }
        }
        pyramid.out[i] = number<T>(sum / static_cast<float>(region.rows * region.columns));
    }
};

//! A function of regions behind a pointer: at(context, region).
struct RegionSource
{
    PooledRegion (*at)(void const* context, int64_t region);
    void const* context;
};

//! On the CPU, over the host's threads; see pyramid_pool_cpu.cpp. `count` regions of all images. 0.
int32_t poolOnCpu(Pyramid<float> const& pyramid, int64_t count, RegionSource const& regions);
int32_t poolOnCpu(Pyramid<Half> const& pyramid, int64_t count, RegionSource const& regions);

template <typename Run, typename T, typename Locate>
int32_t poolPyramid(Run const& run, Pyramid<T> const& pyramid, int64_t images, Locate const& locate)
{
    int64_t const count = images * pyramid.regions;
    if constexpr (Run::kIsCuda)
    {
        return run.each(
            count * pyramid.channels * pyramid.pooled * pyramid.pooled, PoolElement<T, Locate>{pyramid, locate});
    }
    else
    {
        auto const at = [](void const* context, int64_t region) {
            return (*static_cast<Locate const*>(context))(region);
        };
        return poolOnCpu(pyramid, count, RegionSource{at, &locate});
    }
}

//! Of a plugin with regions [N, R, 4], then maps [N, C, H, W] of `levels` levels.
template <typename T>
Pyramid<T> pyramidOf(plugin::Call const& call, int32_t levels, int64_t pooled, float offset)
{
    plugin::Tensor const& regions = call.input(0);
    Pyramid<T> pyramid{{}, {}, {}, regions.dim(1), call.input(1).dim(1), pooled, offset, call.output(0).as<T>()};
    for (int32_t level = 0; level < levels; ++level)
    {
        plugin::Tensor const& map = call.input(level + 1);
        pyramid.maps[level] = map.as<T const>();
        pyramid.heights[level] = map.dim(2);
        pyramid.widths[level] = map.dim(3);
    }
    return pyramid;
}

//! What is wrong with the shapes of such a plugin's inputs; empty if nothing is.
inline std::string pyramidProblem(plugin::Call const& call, int32_t levels)
{
    plugin::Tensor const& regions = call.input(0);
    for (int32_t level = 1; level <= levels; ++level)
    {
        plugin::Tensor const& map = call.input(level);
        if (map.dim(0) != regions.dim(0) || map.dim(1) != call.input(1).dim(1) || map.dim(2) < 1 || map.dim(3) < 1)
        {
            return "expected a map [" + std::to_string(regions.dim(0)) + ", " + std::to_string(call.input(1).dim(1))
                + ", height, width] as input " + std::to_string(level) + ", found [" + std::to_string(map.dim(0)) + ", "
                + std::to_string(map.dim(1)) + ", " + std::to_string(map.dim(2)) + ", " + std::to_string(map.dim(3))
                + "]";
        }
    }
    return regions.dim(2) == 4 ? std::string()
                               : "expected regions of 4 numbers, found " + std::to_string(regions.dim(2));
}

//! Sets output 0 of such a plugin, or says why the inputs do not fit.
inline void pyramidShapes(plugin::Shapes& s, int32_t levels, int64_t pooled)
{
    plugin::Shape const& regions = s.input(0);
    plugin::Shape const& first = s.input(1);
    if (!s.expect(regions.size() == 3 && mayEqual(regions[2], 4) && first.size() == 4,
            "rois [N, regions, 4] and feature maps [N, C, H, W], found ranks " + std::to_string(regions.size())
                + " and " + std::to_string(first.size())
                + (regions.size() == 3 ? ", rois of " + std::to_string(regions[2].value()) + " numbers" : "")))
    {
        return;
    }
    for (int32_t level = 2; level <= levels; ++level)
    {
        plugin::Shape const& map = s.input(level);
        if (!s.expect(map.size() == 4 && mayEqual(map[1], first[1]),
                "feature maps of " + std::to_string(first[1].value()) + " channels, found "
                    + (map.size() == 4 ? std::to_string(map[1].value()) + " of"
                                       : "rank " + std::to_string(map.size()) + " as")
                    + " input " + std::to_string(level)))
        {
            return;
        }
    }
    s.output(0) = {regions[0], regions[1], first[1], pooled, pooled};
}

} // namespace tenon::plugins
