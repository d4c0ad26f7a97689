// With (x1, y1, x2, y2) = roi · spatial_scale − shift, each of output_height × output_width bins is sampled at the centres of a regular grid;
// a sample is interpolated between its four neighbours: 0 beyond −1 and the extent, the border's value between the border and there.
//
// Threads:   CPU: all channels of a region, with places and weights of samples computed once. CUDA: roi_align_channels.cuh where there is
//            much to pool, else one element a thread.
// Accuracy:  fp32.
#pragma once

#include "plugins/common/run.h"
#include "plugins/roi_align/roi_align.h"

#include <cmath>
#include <vector>

namespace tenon::plugins::roi_align
{

//! Four neighbours of a sample in a plane, and their weights; all weights are 0 outside of it.
struct Sample
{
    int64_t at[4];
    float weights[4];
};

TENON_BOTH Sample sampleAt(float y, float x, int64_t height, int64_t width)
{
    if (!(y >= -1.0F && y <= static_cast<float>(height) && x >= -1.0F && x <= static_cast<float>(width)))
    {
        return {{0, 0, 0, 0}, {0, 0, 0, 0}};
    }
    y = y > 0.0F ? y : 0.0F;
    x = x > 0.0F ? x : 0.0F;
    auto top = static_cast<int64_t>(y);
    auto left = static_cast<int64_t>(x);
    int64_t bottom = top + 1;
    int64_t right = left + 1;
    if (top >= height - 1)
    {
        top = bottom = height - 1;
        y = static_cast<float>(top);
    }
    if (left >= width - 1)
    {
        left = right = width - 1;
        x = static_cast<float>(left);
    }
    float const down = y - static_cast<float>(top);
    float const over = x - static_cast<float>(left);
    return {{top * width + left, top * width + right, bottom * width + left, bottom * width + right},
        {(1.0F - down) * (1.0F - over), (1.0F - down) * over, down * (1.0F - over), down * over}};
}

struct Region
{
    float x, y, binWidth, binHeight;
    int32_t columns, rows; //!< samples of a bin

    TENON_BOTH Sample sample(
        int64_t binRow, int64_t binColumn, int32_t row, int32_t column, int64_t height, int64_t width) const
    {
        float const sy = y + static_cast<float>(binRow) * binHeight
            + (static_cast<float>(row) + 0.5F) * binHeight / static_cast<float>(rows);
        float const sx = x + static_cast<float>(binColumn) * binWidth
            + (static_cast<float>(column) + 0.5F) * binWidth / static_cast<float>(columns);
        return sampleAt(sy, sx, height, width);
    }
};

template <typename T>
struct Pool
{
    T const* x;
    T const* rois;
    int32_t const* images;
    T* y;
    int64_t imageCount, channels, height, width, outHeight, outWidth;
    bool halfPixel, average;
    int32_t samplingRatio;
    float scale;

    TENON_BOTH Region region(int64_t index) const
    {
        T const* const roi = rois + 4 * index;
        float const shift = halfPixel ? 0.5F : 0.0F;
        float const x1 = real(roi[0]) * scale - shift;
        float const y1 = real(roi[1]) * scale - shift;
        float width1 = real(roi[2]) * scale - shift - x1;
        float height1 = real(roi[3]) * scale - shift - y1;
        if (!halfPixel) // regions have at least the size of one element
        {
            width1 = width1 > 1.0F ? width1 : 1.0F;
            height1 = height1 > 1.0F ? height1 : 1.0F;
        }
        float const binWidth = width1 / static_cast<float>(outWidth);
        float const binHeight = height1 / static_cast<float>(outHeight);
        auto const columns = samplingRatio > 0 ? samplingRatio : static_cast<int32_t>(ceilf(binWidth));
        auto const rows = samplingRatio > 0 ? samplingRatio : static_cast<int32_t>(ceilf(binHeight));
        return {x1, y1, binWidth, binHeight, columns, rows};
    }
    TENON_BOTH T const* planeOf(int64_t index, int64_t channel) const
    {
        int32_t const image = images[index];
        bool const isThere = image >= 0 && image < imageCount;
        return isThere ? x + (image * channels + channel) * height * width : nullptr;
    }
    //! Of a sample's weighted neighbours: their sum, or the largest for the maximum.
    TENON_BOTH float joined(float a, float b, float c, float d) const
    {
        return average ? a + b + c + d : fmaxf(fmaxf(a, b), fmaxf(c, d));
    }
    TENON_BOTH float valueOf(T const* plane, Sample const& s) const
    {
        float const a = s.weights[0] * real(plane[s.at[0]]);
        float const b = s.weights[1] * real(plane[s.at[1]]);
        float const c = s.weights[2] * real(plane[s.at[2]]);
        float const d = s.weights[3] * real(plane[s.at[3]]);
        return joined(a, b, c, d);
    }
    //! One element.
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const binColumn = index % outWidth;
        int64_t const binRow = index / outWidth % outHeight;
        int64_t const channel = index / (outWidth * outHeight) % channels;
        int64_t const roi = index / (outWidth * outHeight * channels);
        Region const r = region(roi);
        T const* const plane = planeOf(roi, channel);
        float sum = 0.0F;
        float most = -INFINITY;
        for (int32_t row = 0; row < r.rows && plane != nullptr; ++row)
        {
            for (int32_t column = 0; column < r.columns; ++column)
            {
                float const value = valueOf(plane, r.sample(binRow, binColumn, row, column, height, width));
                sum += value;
                most = value > most ? value : most;
            }
        }
        int32_t const count = r.rows * r.columns;
        y[index] =
            number<T>(plane == nullptr || count <= 0 ? 0.0F : (average ? sum / static_cast<float>(count) : most));
    }
};

//! All channels of one region, on the CPU.
template <typename T>
struct PoolRegion
{
    Pool<T> pool;

    void operator()(int64_t roi) const
    {
        static thread_local std::vector<Sample> samples;
        Region const r = pool.region(roi);
        int32_t const count = std::max(r.rows, 0) * std::max(r.columns, 0);
        int64_t const bins = pool.outHeight * pool.outWidth;
        samples.resize(static_cast<size_t>(bins * count));
        size_t next = 0;
        for (int64_t bin = 0; bin < bins; ++bin)
        {
            for (int32_t i = 0; i < count; ++i)
            {
                samples[next++] = r.sample(
                    bin / pool.outWidth, bin % pool.outWidth, i / r.columns, i % r.columns, pool.height, pool.width);
            }
        }
        for (int64_t channel = 0; channel < pool.channels; ++channel)
        {
            T const* const plane = pool.planeOf(roi, channel);
            T* const out = pool.y + (roi * pool.channels + channel) * bins;
            Sample const* sample = samples.data();
            for (int64_t bin = 0; bin < bins; ++bin)
            {
                float sum = 0.0F;
                float most = -INFINITY;
                for (int32_t i = 0; i < count && plane != nullptr; ++i)
                {
                    float const value = pool.valueOf(plane, *sample++);
                    sum += value;
                    most = std::max(most, value);
                }
                out[bin] = number<T>(
                    plane == nullptr || count == 0 ? 0.0F : (pool.average ? sum / static_cast<float>(count) : most));
            }
        }
    }
};

#if defined(__CUDACC__)
template <typename T>
bool poolsManyBins(Pool<T> const& pool, int64_t regions);
template <typename T>
int32_t poolByChannels(OnCuda const& run, Pool<T> const& pool, int64_t regions, void* workspace);
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, RoiAlign const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    plugin::Tensor const& y = call.output(0);
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        Pool<T> const pool{x.as<T const>(), call.input(1).as<T const>(), call.input(2).as<int32_t const>(), y.as<T>(),
            x.dim(0), x.dim(1), x.dim(2), x.dim(3), impl.outputHeight, impl.outputWidth, impl.halfPixel != 0,
            impl.average != 0, impl.samplingRatio, impl.spatialScale};
        if constexpr (Run::kIsCuda)
        {
            bool const many = y.count() > 0 && poolsManyBins(pool, y.dim(0));
            return many ? poolByChannels(run, pool, y.dim(0), call.workspace()) : run.each(y.count(), pool);
        }
        else
        {
            return run.each(y.dim(0), PoolRegion<T>{pool}, 1);
        }
    });
}

} // namespace tenon::plugins::roi_align
