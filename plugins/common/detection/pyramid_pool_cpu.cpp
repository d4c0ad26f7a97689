// Regions pooled on the CPU: the mean over a bin's samples is a weighted sum of rows, then of columns, so that rows are added up in vectors:
//
//     mean over (r, c) of the map at (y_r, x_c)  =  Σ_c over columns of ( Σ_r over rows of map[row, ·] · weight )[column] · weight
//
// Threads:   pieces of regions.
// Memory:    where a region's rows and columns lie is found once for all channels; the sum of a bin's rows stays in the first-level cache.
// Accuracy:  fp32; fp16 rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/detection/pyramid_pool.h"

#include "plugins/common/convert.h"

#include <vector>

#ifndef TENON_PYRAMID_TERMS
#define TENON_PYRAMID_TERMS
namespace tenon::plugins::pyramid_pool
{
namespace
{

//! A row or column that a bin's mean has a part of.
struct Term
{
    int32_t at;
    float weight;
};

//! A region for all channels: `rowTerms` terms for each row of bins, `columnTerms` for each column; columns count from `first`.
struct Terms
{
    std::vector<Term> rows, columns;
    int64_t rowTerms, columnTerms, first, span;
};

} // namespace
} // namespace tenon::plugins::pyramid_pool
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/common/detection/pyramid_pool_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::pyramid_pool::HWY_NAMESPACE
{

//! sum += row · weight
void addRow(float const* HWY_RESTRICT row, float weight, int64_t count, float* HWY_RESTRICT sum)
{
    for (int64_t i = 0; i < count; ++i)
    {
        sum[i] += row[i] * weight;
    }
}

//! out[bin] = Σ over the bin's terms of sum[column] · weight
void addColumns(float const* HWY_RESTRICT sum, Term const* term, int64_t terms, int64_t bins, float* HWY_RESTRICT out)
{
    for (int64_t bin = 0; bin < bins; ++bin)
    {
        float value = 0.0F;
        for (int64_t i = 0; i < terms; ++i, ++term)
        {
            value += sum[term->at] * term->weight;
        }
        out[bin] = value;
    }
}

//! One channel of a region; `sum` has room for the region's columns.
void poolChannel(float const* map, int64_t width, Terms const& terms, int64_t pooled, float* sum, float* out)
{
    Term const* row = terms.rows.data();
    for (int64_t bin = 0; bin < pooled; ++bin, out += pooled)
    {
        std::fill(sum, sum + terms.span, 0.0F);
        for (int64_t i = 0; i < terms.rowTerms; ++i, ++row)
        {
            addRow(map + row->at * width + terms.first, row->weight, terms.span, sum);
        }
        addColumns(sum, terms.columns.data(), terms.columnTerms, pooled, out);
    }
}

} // namespace tenon::plugins::pyramid_pool::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins
{
namespace pyramid_pool
{

HWY_EXPORT(poolChannel);

namespace
{

template <typename T>
void findTerms(Pyramid<T> const& pyramid, PooledRegion const& region, Terms& terms)
{
    terms.rows.clear();
    terms.columns.clear();
    terms.rowTerms = 2 * static_cast<int64_t>(region.rows);
    terms.columnTerms = 2 * static_cast<int64_t>(region.columns);
    int64_t last = 0;
    terms.first = pyramid.widths[region.level];
    auto const add = [](std::vector<Term>& list, PooledLine const& line, int32_t samples) {
        float const part = 1.0F / static_cast<float>(samples);
        list.push_back({static_cast<int32_t>(line.low), (1.0F - line.weight) * part});
        list.push_back({static_cast<int32_t>(line.high), line.weight * part});
    };
    for (int64_t bin = 0; bin < pyramid.pooled; ++bin)
    {
        for (int32_t sample = 0; sample < region.rows; ++sample)
        {
            add(terms.rows, pyramid.row(region, bin, sample), region.rows);
        }
        for (int32_t sample = 0; sample < region.columns; ++sample)
        {
            PooledLine const line = pyramid.column(region, bin, sample);
            terms.first = std::min(terms.first, line.low);
            last = std::max(last, line.high);
            add(terms.columns, line, region.columns);
        }
    }
    terms.span = last + 1 - terms.first;
    for (Term& term : terms.columns)
    {
        term.at -= static_cast<int32_t>(terms.first);
    }
}

//! What a thread keeps, so that inferences after the first allocate nothing.
struct Room
{
    Terms terms;
    std::vector<float> sum, map, out;

    static Room& ofThread()
    {
        static thread_local Room room;
        return room;
    }
};

template <typename T>
void poolRegion(Pyramid<T> const& pyramid, int64_t index, PooledRegion const& region)
{
    Room& room = Room::ofThread();
    int64_t const bins = pyramid.pooled * pyramid.pooled;
    T* const out = pyramid.out + index * pyramid.channels * bins;
    if (region.level < 0)
    {
        std::fill(out, out + pyramid.channels * bins, T(0.0F));
        return;
    }
    findTerms(pyramid, region, room.terms);
    Terms& terms = room.terms;
    int64_t const width = pyramid.widths[region.level];
    room.sum.resize(static_cast<size_t>(terms.span));
    if constexpr (std::is_same_v<T, float>)
    {
        for (int64_t channel = 0; channel < pyramid.channels; ++channel)
        {
            HWY_DYNAMIC_DISPATCH(poolChannel)
            (pyramid.mapOf(region, index, channel), width, terms, pyramid.pooled, room.sum.data(),
                out + channel * bins);
        }
    }
    else // the rows that the region has parts of, as fp32, are a map of their own
    {
        int32_t top = terms.rows.front().at;
        int32_t bottom = top;
        for (Term const& term : terms.rows)
        {
            top = std::min(top, term.at);
            bottom = std::max(bottom, term.at);
        }
        for (Term& term : terms.rows)
        {
            term.at -= top;
        }
        int64_t const first = terms.first;
        terms.first = 0;
        room.map.resize(static_cast<size_t>((bottom - top + 1) * terms.span));
        room.out.resize(static_cast<size_t>(bins));
        for (int64_t channel = 0; channel < pyramid.channels; ++channel)
        {
            T const* const map = pyramid.mapOf(region, index, channel);
            for (int32_t row = top; row <= bottom; ++row)
            {
                toFloats(map + row * width + first, room.map.data() + (row - top) * terms.span, terms.span);
            }
            HWY_DYNAMIC_DISPATCH(poolChannel)
            (room.map.data(), terms.span, terms, pyramid.pooled, room.sum.data(), room.out.data());
            fromFloats(room.out.data(), out + channel * bins, bins);
        }
    }
}

template <typename T>
int32_t poolAll(Pyramid<T> const& pyramid, int64_t count, RegionSource const& regions)
{
    return OnCpu{}.each(
        count, [&](int64_t index) { poolRegion(pyramid, index, regions.at(regions.context, index)); }, 1);
}

} // namespace
} // namespace pyramid_pool

int32_t poolOnCpu(Pyramid<float> const& pyramid, int64_t count, RegionSource const& regions)
{
    return pyramid_pool::poolAll(pyramid, count, regions);
}

int32_t poolOnCpu(Pyramid<Half> const& pyramid, int64_t count, RegionSource const& regions)
{
    return pyramid_pool::poolAll(pyramid, count, regions);
}

} // namespace tenon::plugins
#endif // HWY_ONCE
