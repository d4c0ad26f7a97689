// Regions of interest over images whose channels lie side by side, so that neighbours read neighbours.
//
// Threads:   first the images are transposed to [N, H · W, C]; then a block of 256 has a region and up to 32 vectors of channels: a warp pools a bin, a
//            vector of channels a lane, from places and weights that the block has found once; bins are gathered in shared memory and written in
//            their order.
// Memory:    images are read once and written once for that; each element of the result is written once.
#pragma once

#include "plugins/roi_align/roi_align_kernel.h"

namespace tenon::plugins::roi_align
{

constexpr int32_t kPoolThreads = 256;
constexpr int32_t kPoolWarps = kPoolThreads / 32;
constexpr int32_t kSlab = 49;       //!< bins that are gathered at a time
constexpr int32_t kTableSize = 128; //!< places along an axis that are found once
constexpr int32_t kTransposed = 32; //!< rows and columns of a tile

template <typename T>
__global__ void __launch_bounds__(kTransposed * 8)
    channelsLast(T const* x, T* y, int64_t images, int64_t channels, int64_t plane)
{
    __shared__ T tile[kTransposed][kTransposed + 1];
    int64_t const firstPosition = static_cast<int64_t>(blockIdx.x) * kTransposed;
    int64_t const firstChannel = static_cast<int64_t>(blockIdx.y) * kTransposed;
    for (int64_t image = blockIdx.z; image < images; image += gridDim.z)
    {
        T const* const from = x + image * channels * plane;
        T* const to = y + image * channels * plane;
        for (uint32_t row = threadIdx.y; row < kTransposed; row += blockDim.y)
        {
            if (firstChannel + row < channels && firstPosition + threadIdx.x < plane)
            {
                tile[row][threadIdx.x] = from[(firstChannel + row) * plane + firstPosition + threadIdx.x];
            }
        }
        __syncthreads();
        for (uint32_t row = threadIdx.y; row < kTransposed; row += blockDim.y)
        {
            if (firstPosition + row < plane && firstChannel + threadIdx.x < channels)
            {
                to[(firstPosition + row) * channels + firstChannel + threadIdx.x] = tile[threadIdx.x][row];
            }
        }
        __syncthreads();
    }
}

//! Two neighbours of a sample along an axis and their weights; both weights are 0 outside.
struct Neighbours
{
    int32_t low, high;
    float lowWeight, highWeight;
};

__device__ __forceinline__ Neighbours neighboursAt(float at, int64_t extent)
{
    if (!(at >= -1.0F && at <= static_cast<float>(extent)))
    {
        return {0, 0, 0.0F, 0.0F};
    }
    at = at > 0.0F ? at : 0.0F;
    auto const last = static_cast<int32_t>(extent - 1);
    auto const low = static_cast<int32_t>(at);
    if (low >= last)
    {
        return {last, last, 1.0F, 0.0F};
    }
    float const over = at - static_cast<float>(low);
    return {low, low + 1, 1.0F - over, over};
}

//! Sample i of an axis, `each` of them a bin.
__device__ __forceinline__ Neighbours sampleOfAxis(
    int32_t i, int32_t each, float begin, float binExtent, int64_t extent)
{
    int32_t const bin = i / each;
    return neighboursAt(begin + static_cast<float>(bin) * binExtent
            + (static_cast<float>(i - bin * each) + 0.5F) * binExtent / static_cast<float>(each),
        extent);
}

template <typename T, int32_t kLanes>
__global__ void __launch_bounds__(kPoolThreads) poolChannels(Pool<T> p, T const* images)
{
    struct alignas(sizeof(T) * kLanes) Lanes
    {
        T lane[kLanes];
    };
    __shared__ Neighbours rowTable[kTableSize], columnTable[kTableSize];
    __shared__ T gathered[32 * kLanes][kSlab]; // an odd pitch spreads channels over the banks
    int64_t const roi = blockIdx.x;
    int64_t const firstChannel = static_cast<int64_t>(blockIdx.y) * 32 * kLanes;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const lane = thread % 32;
    int32_t const warp = thread / 32;
    Region const r = p.region(roi);
    int32_t const image = p.images[roi];
    bool const isThere = image >= 0 && image < p.imageCount && r.rows > 0 && r.columns > 0;
    auto const outWidth = static_cast<int32_t>(p.outWidth);
    auto const bins = static_cast<int32_t>(p.outHeight) * outWidth;
    // Samples of an axis may be more than the table has room for.
    auto const rowAt = [&](int32_t i) { return sampleOfAxis(i, r.rows, r.y, r.binHeight, p.height); };
    auto const columnAt = [&](int32_t i) { return sampleOfAxis(i, r.columns, r.x, r.binWidth, p.width); };
    if (thread < kTableSize && isThere)
    {
        rowTable[thread] = rowAt(thread);
        columnTable[thread] = columnAt(thread);
    }
    __syncthreads();
    int64_t const channel = firstChannel + lane * kLanes;
    bool const hasChannels = channel < p.channels;
    T const* const pixels =
        images + (isThere ? image : 0) * p.height * p.width * p.channels + (hasChannels ? channel : 0);
    auto const channelsHere =
        static_cast<int32_t>(p.channels - firstChannel < 32 * kLanes ? p.channels - firstChannel : 32 * kLanes);
    for (int32_t begin = 0; begin < bins; begin += kSlab)
    {
        int32_t const count = bins - begin < kSlab ? bins - begin : kSlab;
        for (int32_t b = warp; b < count; b += kPoolWarps)
        {
            int32_t const binRow = (begin + b) / outWidth;
            int32_t const binColumn = begin + b - binRow * outWidth;
            float sums[kLanes];
            float most[kLanes];
#pragma unroll
            for (int32_t k = 0; k < kLanes; ++k)
            {
                sums[k] = 0.0F;
                most[k] = -INFINITY;
            }
            for (int32_t i = 0; i < r.rows && isThere && hasChannels; ++i)
            {
                int32_t const rowIndex = binRow * r.rows + i;
                Neighbours const down = rowIndex < kTableSize ? rowTable[rowIndex] : rowAt(rowIndex);
                T const* const top = pixels + down.low * p.width * p.channels;
                T const* const bottom = pixels + down.high * p.width * p.channels;
                for (int32_t j = 0; j < r.columns; ++j)
                {
                    int32_t const columnIndex = binColumn * r.columns + j;
                    Neighbours const over = columnIndex < kTableSize ? columnTable[columnIndex] : columnAt(columnIndex);
                    int64_t const left = over.low * p.channels;
                    int64_t const right = over.high * p.channels;
                    Lanes const corners[4]{*reinterpret_cast<Lanes const*>(top + left),
                        *reinterpret_cast<Lanes const*>(top + right), *reinterpret_cast<Lanes const*>(bottom + left),
                        *reinterpret_cast<Lanes const*>(bottom + right)};
                    float const weights[4]{down.lowWeight * over.lowWeight, down.lowWeight * over.highWeight,
                        down.highWeight * over.lowWeight, down.highWeight * over.highWeight};
#pragma unroll
                    for (int32_t k = 0; k < kLanes; ++k)
                    {
                        float const value =
                            p.joined(weights[0] * real(corners[0].lane[k]), weights[1] * real(corners[1].lane[k]),
                                weights[2] * real(corners[2].lane[k]), weights[3] * real(corners[3].lane[k]));
                        sums[k] += value;
                        most[k] = value > most[k] ? value : most[k];
                    }
                }
            }
            auto const samples = static_cast<float>(r.rows * r.columns);
#pragma unroll
            for (int32_t k = 0; k < kLanes; ++k)
            {
                gathered[lane * kLanes + k][b] = number<T>(!isThere ? 0.0F : (p.average ? sums[k] / samples : most[k]));
            }
        }
        __syncthreads();
        for (int32_t c = warp; c < channelsHere; c += kPoolWarps)
        {
            T* const to = p.y + (roi * p.channels + firstChannel + c) * bins + begin;
            for (int32_t b = lane; b < count; b += 32)
            {
                to[b] = gathered[c][b];
            }
        }
        __syncthreads();
    }
}

//! Whether there is so much to pool that the images are worth a transposition.
template <typename T>
bool poolsManyBins(Pool<T> const& pool, int64_t regions)
{
    int64_t const bins = pool.outHeight * pool.outWidth;
    int64_t const pixels = pool.imageCount * pool.height * pool.width;
    return pixels > 0 && pool.channels > 0 && pool.height * pool.width < (int64_t{1} << 31) && bins < (int64_t{1} << 31)
        && pool.channels < (int64_t{1} << 20) && regions * bins >= pixels / 8;
}

//! `workspace`: as large as the images. Where poolsManyBins() says so, with at least one region.
template <typename T>
int32_t poolByChannels(OnCuda const& run, Pool<T> const& pool, int64_t regions, void* workspace)
{
    auto* const images = static_cast<T*>(workspace);
    int64_t const plane = pool.height * pool.width;
    dim3 const tiles(static_cast<uint32_t>(cuda::ceilDiv(plane, kTransposed)),
        static_cast<uint32_t>(cuda::ceilDiv(pool.channels, kTransposed)),
        static_cast<uint32_t>(std::min<int64_t>(pool.imageCount, 65535)));
    channelsLast<T>
        <<<tiles, dim3(kTransposed, 8), 0, run.stream>>>(pool.x, images, pool.imageCount, pool.channels, plane);
    auto const launch = [&](auto const kernel, int64_t lanes) {
        dim3 const grid(
            static_cast<uint32_t>(regions), static_cast<uint32_t>(cuda::ceilDiv(pool.channels, 32 * lanes)));
        kernel<<<grid, kPoolThreads, 0, run.stream>>>(pool, images);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    };
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    return pool.channels % kLanes == 0 && cuda::isAligned(images) ? launch(poolChannels<T, kLanes>, kLanes)
                                                                  : launch(poolChannels<T, 1>, 1);
}

} // namespace tenon::plugins::roi_align
