// Regions pooled on the CPU: the mean over a bin's samples is a weighted sum of rows, then of columns, so that rows are added up in vectors:
//
//     mean over (r, c) of the map at (y_r, x_c)  =  Σ_c over columns of ( Σ_r over rows of map[row, ·] · weight )[column] · weight
//
// Threads:   pieces of regions look where their samples lie; then pieces of channels.
// Memory:    where a region's rows and columns lie is found once for all channels. A channel is pooled for all regions of its image, so that its maps stay
//            in the second-level cache; the sum of a bin's rows stays in the first.
// Accuracy:  fp32; fp16 rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/common/detection/pyramid_pool.h"

#include "plugins/common/convert.h"

#include <limits>
#include <tuple>
#include <utility>
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
struct PooledTerms
{
    int32_t level; //!< −1: the result is 0
    Term *rows, *columns;
    int64_t rowTerms, columnTerms;
    int64_t first, span; //!< columns that it has parts of
    int64_t top, height; //!< rows
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

//! One channel of a region; `map` is where the region's rows and columns begin, `sum` has room for its columns.
void poolChannel(float const* map, int64_t width, PooledTerms const& terms, int64_t pooled, float* sum, float* out)
{
    Term const* row = terms.rows;
    for (int64_t bin = 0; bin < pooled; ++bin, out += pooled)
    {
        std::fill(sum, sum + terms.span, 0.0F);
        for (int64_t i = 0; i < terms.rowTerms; ++i, ++row)
        {
            addRow(map + row->at * width, row->weight, terms.span, sum);
        }
        addColumns(sum, terms.columns, terms.columnTerms, pooled, out);
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

//! The terms of one direction; returns the first row or column that has a part, from which they count, and how many follow.
template <typename LineOf>
std::pair<int64_t, int64_t> findTerms(int64_t pooled, int32_t samples, LineOf const& lineOf, Term* terms)
{
    float const part = 1.0F / static_cast<float>(samples);
    int64_t first = std::numeric_limits<int64_t>::max();
    int64_t last = 0;
    Term* term = terms;
    for (int64_t bin = 0; bin < pooled; ++bin)
    {
        for (int32_t sample = 0; sample < samples; ++sample)
        {
            PooledLine const line = lineOf(bin, sample);
            first = std::min(first, line.low);
            last = std::max(last, line.high);
            *term++ = {static_cast<int32_t>(line.low), (1.0F - line.weight) * part};
            *term++ = {static_cast<int32_t>(line.high), line.weight * part};
        }
    }
    for (Term* each = terms; each != term; ++each)
    {
        each->at -= static_cast<int32_t>(first);
    }
    return {first, last + 1 - first};
}

//! All regions; kept by the calling thread, so that inferences after the first allocate nothing.
class AllTerms
{
public:
    template <typename T>
    void find(Pyramid<T> const& pyramid, int64_t count, RegionSource const& source)
    {
        regions_.resize(static_cast<size_t>(count));
        found_.resize(static_cast<size_t>(count));
        size_t terms = 0;
        for (int64_t i = 0; i < count; ++i)
        {
            PooledRegion const region = source.at(source.context, i);
            regions_[static_cast<size_t>(i)] = region;
            terms += 2 * static_cast<size_t>(pyramid.pooled) * static_cast<size_t>(region.rows + region.columns);
        }
        terms_.resize(terms);
        Term* next = terms_.data();
        for (int64_t i = 0; i < count; ++i)
        {
            PooledRegion const& region = regions_[static_cast<size_t>(i)];
            PooledTerms& found = found_[static_cast<size_t>(i)];
            found = {region.level, next, next + 2 * pyramid.pooled * region.rows, 2 * region.rows, 2 * region.columns,
                0, 0, 0, 0};
            next += 2 * pyramid.pooled * (region.rows + region.columns);
        }
        OnCpu{}.each(
            count,
            [&](int64_t i) {
                PooledRegion const& region = regions_[static_cast<size_t>(i)];
                PooledTerms& found = found_[static_cast<size_t>(i)];
                if (region.level < 0)
                {
                    return;
                }
                std::tie(found.top, found.height) = findTerms(
                    pyramid.pooled, region.rows,
                    [&](int64_t bin, int32_t sample) { return pyramid.row(region, bin, sample); }, found.rows);
                std::tie(found.first, found.span) = findTerms(
                    pyramid.pooled, region.columns,
                    [&](int64_t bin, int32_t sample) { return pyramid.column(region, bin, sample); }, found.columns);
            },
            64);
    }
    PooledTerms const& operator[](int64_t i) const { return found_[static_cast<size_t>(i)]; }

private:
    std::vector<PooledRegion> regions_;
    std::vector<PooledTerms> found_;
    std::vector<Term> terms_;
};

//! What a thread keeps: the sum of rows; for fp16 a region's part of a map, and its result.
struct Scratch
{
    std::vector<float> sum, map, out;

    static Scratch& ofThread()
    {
        static thread_local Scratch scratch;
        return scratch;
    }
};

//! Channel `channel` of region `index` of those of all images.
template <typename T>
void poolRegion(Pyramid<T> const& pyramid, PooledTerms const& terms, int64_t index, int64_t channel, Scratch& scratch)
{
    int64_t const bins = pyramid.pooled * pyramid.pooled;
    T* const out = pyramid.out + (index * pyramid.channels + channel) * bins;
    if (terms.level < 0)
    {
        std::fill(out, out + bins, T(0.0F));
        return;
    }
    int64_t const width = pyramid.widths[terms.level];
    T const* const map = pyramid.mapOf(terms.level, index, channel) + terms.top * width + terms.first;
    scratch.sum.resize(std::max(scratch.sum.size(), static_cast<size_t>(terms.span)));
    if constexpr (std::is_same_v<T, float>)
    {
        HWY_DYNAMIC_DISPATCH(poolChannel)(map, width, terms, pyramid.pooled, scratch.sum.data(), out);
    }
    else
    {
        scratch.map.resize(std::max(scratch.map.size(), static_cast<size_t>(terms.height * terms.span)));
        scratch.out.resize(std::max(scratch.out.size(), static_cast<size_t>(bins)));
        for (int64_t row = 0; row < terms.height; ++row)
        {
            toFloats(map + row * width, scratch.map.data() + row * terms.span, terms.span);
        }
        HWY_DYNAMIC_DISPATCH(poolChannel)
        (scratch.map.data(), terms.span, terms, pyramid.pooled, scratch.sum.data(), scratch.out.data());
        fromFloats(scratch.out.data(), out, bins);
    }
}

template <typename T>
int32_t poolAll(Pyramid<T> const& pyramid, int64_t count, RegionSource const& regions)
{
    static thread_local AllTerms found;
    found.find(pyramid, count, regions);
    AllTerms const& terms = found;
    if (count == 0)
    {
        return 0;
    }
    return OnCpu{}.each(
        count / pyramid.regions * pyramid.channels,
        [&](int64_t i) {
            Scratch& scratch = Scratch::ofThread();
            int64_t const image = i / pyramid.channels;
            for (int64_t r = image * pyramid.regions; r < (image + 1) * pyramid.regions; ++r)
            {
                poolRegion(pyramid, terms[r], r, i % pyramid.channels, scratch);
            }
        },
        1);
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
