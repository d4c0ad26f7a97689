// Fast R-CNN's pooling: a box, in cells rounded to whole ones, its last ones included, is divided into bins; each has the maximum of its cells,
//
//     bin b of an extent e from s:   ⌊b · e / bins⌋ + s … ⌈(b + 1) · e / bins⌉ + s (excluded), within the map;   0 where that is empty
//
// Threads:   CPU: a box a thread; the maximum of a bin's rows comes first, column beside column. CUDA: a bin a thread.
// Source:    R. Girshick, "Fast R-CNN", 2015.
#pragma once

#include "plugins/common/int8.h"
#include "plugins/common/run.h"

#include <cmath>

namespace tenon::plugins::rproi
{

TENON_BOTH float levelOf(int8_t value)
{
    return static_cast<float>(value);
}
template <typename T>
TENON_BOTH float levelOf(T value)
{
    return real(value);
}

//! The whole number nearest to a coordinate, halves away from zero.
TENON_BOTH int32_t cellOf(float coordinate)
{
    constexpr float kMost = 1 << 24;
    float const bounded = coordinate > -kMost ? (coordinate < kMost ? coordinate : kMost) : -kMost;
    return static_cast<int32_t>(roundf(bounded));
}

struct Span
{
    int64_t begin, end;
};

//! The bins of a box along one axis.
struct Bins
{
    int32_t first;
    float extent; //!< of a bin

    TENON_BOTH Bins(float begin, float end, float scale, int64_t bins)
        : first(cellOf(begin * scale))
    {
        int32_t const cells = cellOf(end * scale) - first + 1;
        extent = static_cast<float>(cells > 1 ? cells : 1) / static_cast<float>(bins);
    }
    TENON_BOTH Span span(int64_t bin, int64_t cells) const
    {
        auto const begin = static_cast<int64_t>(floorf(static_cast<float>(bin) * extent)) + first;
        auto const end = static_cast<int64_t>(ceilf(static_cast<float>(bin + 1) * extent)) + first;
        return {within(begin, cells), within(end, cells)};
    }

private:
    TENON_BOTH static int64_t within(int64_t cell, int64_t cells)
    {
        return cell < 0 ? 0 : (cell < cells ? cell : cells);
    }
};

template <typename T>
struct RoiPool
{
    T const* map;
    float const* rois; //!< [images, boxes, 4]: x1, y1, x2, y2
    T* pooled;
    int64_t images, boxes, channels, height, width, rows, columns;
    float spatialScale;
    float scale; //!< of int8: the map's / the result's

    TENON_BOTH T stored(float value) const
    {
        if constexpr (std::is_same_v<T, int8_t>)
        {
            return quantized(value, scale);
        }
        else
        {
            return number<T>(value);
        }
    }
    TENON_BOTH Bins down(int64_t box) const { return {rois[4 * box + 1], rois[4 * box + 3], spatialScale, rows}; }
    TENON_BOTH Bins over(int64_t box) const { return {rois[4 * box], rois[4 * box + 2], spatialScale, columns}; }
    TENON_BOTH T const* plane(int64_t box, int64_t channel) const
    {
        return map + (box / boxes * channels + channel) * height * width;
    }
};

#if defined(__CUDACC__)
template <typename T>
struct PoolBin
{
    RoiPool<T> pool;

    __device__ void operator()(int64_t index) const
    {
        int64_t const column = index % pool.columns;
        int64_t const row = index / pool.columns % pool.rows;
        int64_t const channel = index / (pool.columns * pool.rows) % pool.channels;
        int64_t const box = index / (pool.columns * pool.rows * pool.channels);
        Span const down = pool.down(box).span(row, pool.height);
        Span const over = pool.over(box).span(column, pool.width);
        T const* const plane = pool.plane(box, channel);
        float most = -INFINITY;
        for (int64_t y = down.begin; y < down.end; ++y)
        {
            for (int64_t x = over.begin; x < over.end; ++x)
            {
                float const level = levelOf(plane[y * pool.width + x]);
                most = level > most ? level : most;
            }
        }
        bool const isEmpty = down.end <= down.begin || over.end <= over.begin;
        pool.pooled[index] = pool.stored(isEmpty ? 0.0F : most);
    }
};

template <typename T>
int32_t poolRois(OnCuda const& run, RoiPool<T> const& pool)
{
    return run.each(pool.images * pool.boxes * pool.channels * pool.rows * pool.columns, PoolBin<T>{pool});
}
#endif

//! All bins of one box, on the CPU.
template <typename T>
struct PoolBox
{
    static constexpr int64_t kMostBins = 512; //!< of a row
    static constexpr int64_t kPart = 256;     //!< cells of a row that are looked at together

    RoiPool<T> pool;

    void operator()(int64_t box) const
    {
        Bins const down = pool.down(box);
        Bins const over = pool.over(box);
        Span spans[kMostBins];
        for (int64_t column = 0; column < pool.columns; ++column)
        {
            spans[column] = over.span(column, pool.width);
        }
        T* to = pool.pooled + box * pool.channels * pool.rows * pool.columns;
        for (int64_t channel = 0; channel < pool.channels; ++channel)
        {
            for (int64_t row = 0; row < pool.rows; ++row, to += pool.columns)
            {
                poolRow(pool.plane(box, channel), down.span(row, pool.height), spans, to);
            }
        }
    }

private:
    void poolRow(T const* plane, Span const& rows, Span const* spans, T* to) const
    {
        float most[kMostBins];
        std::fill(most, most + pool.columns, -INFINITY);
        int64_t const end = spans[pool.columns - 1].end;
        for (int64_t first = spans[0].begin; first < end && rows.begin < rows.end; first += kPart)
        {
            int64_t const count = std::min(kPart, end - first);
            float line[kPart];
            std::fill(line, line + count, -INFINITY);
            for (int64_t y = rows.begin; y < rows.end; ++y)
            {
                T const* const from = plane + y * pool.width + first;
                for (int64_t x = 0; x < count; ++x)
                {
                    float const level = levelOf(from[x]);
                    line[x] = level > line[x] ? level : line[x];
                }
            }
            for (int64_t column = 0; column < pool.columns; ++column)
            {
                int64_t const last = std::min(spans[column].end, first + count);
                for (int64_t x = std::max(spans[column].begin, first); x < last; ++x)
                {
                    most[column] = line[x - first] > most[column] ? line[x - first] : most[column];
                }
            }
        }
        for (int64_t column = 0; column < pool.columns; ++column)
        {
            bool const isEmpty = rows.end <= rows.begin || spans[column].end <= spans[column].begin;
            to[column] = pool.stored(isEmpty ? 0.0F : most[column]);
        }
    }
};

template <typename T>
int32_t poolRois(OnCpu const& run, RoiPool<T> const& pool)
{
    return run.each(pool.images * pool.boxes, PoolBox<T>{pool}, 1);
}

} // namespace tenon::plugins::rproi
