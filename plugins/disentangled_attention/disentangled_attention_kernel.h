// result[b, i, j] = (data0[b, i, j] + data1[b, i, p(i − j)] + data2[b, j, p(i − j)]) · factor,   p(d) = min(max(bucket(d) + span, 0), 2 · span − 1)
//
// with bucket(d) = d for |d| ≤ mid = ⌊span / 2⌋, and beyond, with d's sign,  ⌈log(|d| / mid) / log((2 · span − 1) / mid) · (mid − 1)⌉ + mid.
//
// Threads:   p is computed once for each distance. CPU: 128 columns at a time, in parts of 16 rows, whose data2 is gathered first, column by column. CUDA:
//            a tile of 64 × 64 a block: data2 is read row by row and turned in shared memory.
// Memory:    data0 is read and the result written once; data1 and data2 come from the caches after the first reading.
// Accuracy:  fp32, rounded once; p in fp64.
#pragma once

#include "plugins/common/convert.h"
#include "plugins/common/int8.h"
#include "plugins/common/run.h"
#include "plugins/disentangled_attention/disentangled_attention.h"

#if defined(__CUDACC__)
#include "plugins/common/fast_division.h"
#endif

#include <cmath>

namespace tenon::plugins::disentangled_attention
{

//! places[d + length − 1] = p(d) for each distance d of a sequence.
struct FindPlace
{
    int64_t length, span;
    int32_t* places;

    TENON_BOTH static int64_t bucketOf(int64_t distance, int64_t span)
    {
        int64_t const mid = span / 2;
        int64_t const far = distance < 0 ? -distance : distance;
        if (far <= mid || mid == 0) // a span of 1 has no buckets
        {
            return distance;
        }
        auto const half = static_cast<double>(mid);
        double const scale = (half - 1.0) / log(static_cast<double>(2 * span - 1) / half);
        // The farthest that has a bucket of its own divides the same logarithms.
        double const part = far == 2 * span - 1 ? half - 1.0 : log(static_cast<double>(far) / half) * scale;
        auto const bucket = static_cast<int64_t>(ceil(part)) + mid;
        return distance < 0 ? -bucket : bucket;
    }
    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const place = bucketOf(index - (length - 1), span) + span;
        int64_t const last = 2 * span - 1;
        places[index] = static_cast<int32_t>(place < 0 ? 0 : (place < last ? place : last));
    }
};

template <typename T>
struct Source
{
    T const* data;
    float scale; //!< of int8

    TENON_BOTH float operator[](int64_t i) const
    {
        if constexpr (std::is_same_v<T, int8_t>)
        {
            return static_cast<float>(data[i]) * scale;
        }
        else
        {
            return real(data[i]);
        }
    }
};

template <typename T>
struct Sum
{
    Source<T> content, toPosition, fromPosition;
    T* result;
    float factor, inverse; //!< 1 / the result's scale, of int8
    int64_t heads, length, positions;
    int32_t const* places; //!< of distance 0

    TENON_BOTH T rounded(float sum) const
    {
        if constexpr (std::is_same_v<T, int8_t>)
        {
            return quantized(sum * factor, inverse);
        }
        else
        {
            return number<T>(sum * factor);
        }
    }
};

constexpr int64_t kRows = 16;
constexpr int64_t kColumns = 128;

//! A run of at most kColumns numbers as fp32: where they lie, or in `buffer`.
inline float const* runOf(Source<float> const& source, int64_t first, int64_t, float*)
{
    return source.data + first;
}
#if !defined(__CUDACC__)
inline float const* runOf(Source<Half> const& source, int64_t first, int64_t count, float* buffer)
{
    toFloats(source.data + first, buffer, count);
    return buffer;
}
inline void storeRun(Sum<Half> const& sum, int64_t first, int64_t count, float const* sums)
{
    fromFloats(sums, sum.result + first, count);
}
#endif
inline float const* runOf(Source<int8_t> const& source, int64_t first, int64_t count, float* buffer)
{
    for (int64_t i = 0; i < count; ++i)
    {
        buffer[i] = source[first + i];
    }
    return buffer;
}
inline void storeRun(Sum<float> const& sum, int64_t first, int64_t count, float const* sums)
{
    std::copy(sums, sums + count, sum.result + first);
}
inline void storeRun(Sum<int8_t> const& sum, int64_t first, int64_t count, float const* sums)
{
    for (int64_t i = 0; i < count; ++i)
    {
        sum.result[first + i] = quantized(sums[i], sum.inverse);
    }
}

//! Columns of one head, on the CPU: their rows of data2 stay in the caches. Places grow by one at most from a distance to the next: those of some
//! neighbours lie in a run of as many.
template <typename T>
struct SumColumns
{
    Sum<T> sum;
    int64_t parts; //!< of kColumns columns each, of a head

    void operator()(int64_t index) const
    {
        int64_t const head = index / parts;
        int64_t const firstColumn = index % parts * kColumns;
        int64_t const columns = std::min(kColumns, sum.length - firstColumn);
        for (int64_t firstRow = 0; firstRow < sum.length; firstRow += kRows)
        {
            int64_t const rows = std::min(kRows, sum.length - firstRow);
            float turned[kRows][kColumns];
            float buffer[kColumns];
            for (int64_t column = 0; column < columns; ++column)
            {
                int64_t const from = (head * sum.length + firstColumn + column) * sum.positions;
                int32_t const* const places = sum.places + (firstRow - firstColumn - column);
                float const* const run =
                    runOf(sum.fromPosition, from + places[0], places[rows - 1] - places[0] + 1, buffer);
                for (int64_t row = 0; row < rows; ++row)
                {
                    turned[row][column] = run[places[row] - places[0]];
                }
            }
            for (int64_t row = 0; row < rows; ++row)
            {
                addRow(head * sum.length + firstRow + row, firstColumn, columns,
                    sum.places + (firstRow + row - firstColumn), turned[row]);
            }
        }
    }

private:
    //! Some columns of a row; places of later columns come before.
    void addRow(int64_t line, int64_t firstColumn, int64_t columns, int32_t const* places, float const* turned) const
    {
        float buffer[kColumns];
        float contents[kColumns];
        float sums[kColumns];
        int32_t const least = places[1 - columns];
        float const* const run = runOf(sum.toPosition, line * sum.positions + least, places[0] - least + 1, buffer);
        float const* const content = runOf(sum.content, line * sum.length + firstColumn, columns, contents);
        for (int64_t column = 0; column < columns; ++column)
        {
            float const both = run[places[-column] - least] + turned[column];
            sums[column] = (content[column] + both) * sum.factor;
        }
        storeRun(sum, line * sum.length + firstColumn, columns, sums);
    }
};

template <typename T>
int32_t add(OnCpu const& run, Sum<T> const& sum)
{
    int64_t const parts = (sum.length + kColumns - 1) / kColumns;
    return run.each(sum.heads * parts, SumColumns<T>{sum, parts}, 1);
}

#if defined(__CUDACC__)
constexpr int32_t kTile = 64;     //!< rows and columns of a block
constexpr int32_t kTileRows = 16; //!< of threads, a warp each
constexpr int32_t kSteps = kTile / kTileRows;
constexpr int32_t kRuns = kTile / 32; //!< of a warp

//! All that a thread reads is on its way before it waits for the first of it.
template <typename T>
__global__ void __launch_bounds__(32 * kTileRows, 2) sumTile(Sum<T> const __grid_constant__ sum, FastDivider tiles)
{
    __shared__ float turned[kTile][kTile + 1];
    uint32_t const tileRow = tiles.quotient(blockIdx.x);
    uint32_t const head = tiles.quotient(tileRow);
    auto const firstRow = static_cast<int32_t>((tileRow - head * tiles.divisor()) * kTile);
    auto const firstColumn = static_cast<int32_t>((blockIdx.x - tileRow * tiles.divisor()) * kTile);
    auto const length = static_cast<int32_t>(sum.length);
    int64_t const firstLine = head * sum.length;
    auto const x = static_cast<int32_t>(threadIdx.x);
    auto const y = static_cast<int32_t>(threadIdx.y);
    float from[kSteps][kRuns];
    float to[kSteps][kRuns];
    float content[kSteps][kRuns];
#pragma unroll
    for (int32_t step = 0; step < kSteps; ++step)
    {
        int32_t const column = firstColumn + y + step * kTileRows;
#pragma unroll
        for (int32_t run = 0; run < kRuns; ++run)
        {
            int32_t const row = firstRow + x + run * 32;
            from[step][run] = row < length && column < length
                ? sum.fromPosition[(firstLine + column) * sum.positions + sum.places[row - column]]
                : 0.0F;
        }
    }
#pragma unroll
    for (int32_t step = 0; step < kSteps; ++step)
    {
        int32_t const row = firstRow + y + step * kTileRows;
#pragma unroll
        for (int32_t run = 0; run < kRuns; ++run)
        {
            int32_t const column = firstColumn + x + run * 32;
            bool const isThere = row < length && column < length;
            content[step][run] = isThere ? sum.content[(firstLine + row) * sum.length + column] : 0.0F;
            to[step][run] =
                isThere ? sum.toPosition[(firstLine + row) * sum.positions + sum.places[row - column]] : 0.0F;
        }
    }
#pragma unroll
    for (int32_t step = 0; step < kSteps; ++step)
    {
#pragma unroll
        for (int32_t run = 0; run < kRuns; ++run)
        {
            turned[y + step * kTileRows][x + run * 32] = from[step][run];
        }
    }
    __syncthreads();
#pragma unroll
    for (int32_t step = 0; step < kSteps; ++step)
    {
        int32_t const row = firstRow + y + step * kTileRows;
#pragma unroll
        for (int32_t run = 0; run < kRuns; ++run)
        {
            int32_t const column = firstColumn + x + run * 32;
            if (row < length && column < length)
            {
                float const both = to[step][run] + turned[x + run * 32][y + step * kTileRows];
                sum.result[(firstLine + row) * sum.length + column] = sum.rounded(content[step][run] + both);
            }
        }
    }
}

template <typename T>
int32_t add(OnCuda const& run, Sum<T> const& sum)
{
    int64_t const tiles = cuda::ceilDiv(sum.length, int64_t{kTile});
    int64_t const blocks = tiles * tiles * sum.heads;
    if (blocks == 0)
    {
        return 0;
    }
    sumTile<T><<<static_cast<uint32_t>(blocks), dim3(32, kTileRows), 0, run.stream>>>(
        sum, FastDivider(static_cast<uint32_t>(tiles)));
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename T, typename Run>
int32_t addAs(Run const& run, DisentangledAttention const& impl, plugin::Call const& call)
{
    auto const source = [&](int32_t i) { return Source<T>{call.input(i).as<T const>(), call.input(i).scale()}; };
    plugin::Tensor const& content = call.input(0);
    auto* const places = static_cast<int32_t*>(call.workspace());
    int64_t const length = content.dim(1);
    int32_t const status = run.each(2 * length - 1, FindPlace{length, impl.span, places});
    Sum<T> const sum{source(0), source(1), source(2), call.output(0).as<T>(), impl.factor,
        1.0F / call.output(0).scale(), content.dim(0), length, call.input(1).dim(2), places + (length - 1)};
    return status | add(run, sum);
}

template <typename Run>
int32_t enqueueOn(Run const& run, DisentangledAttention const& impl, plugin::Call const& call)
{
    if (!impl.fits(call))
    {
        return 1;
    }
    if (call.input(0).type() == nvinfer1::DataType::kINT8)
    {
        return addAs<int8_t>(run, impl, call);
    }
    return run.withType(call.input(0).type(), [&](auto element) { return addAs<decltype(element)>(run, impl, call); });
}

} // namespace tenon::plugins::disentangled_attention
