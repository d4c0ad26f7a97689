// Anchor a of a cell has its centre at x = x₀ + column · (x₁ − x₀) / (W − 1), y likewise, z = bottom height + daz / 2. Its score is the sigmoid of its
// greatest logit. Of those with a score above the threshold, in their order:
//
//     x = xa + tx · √(dax² + day²)    y = ya + ty · √(dax² + day²)    z = za + tz · daz    dx = dax · exp(tdx) …
//     r = ra + tr − offset,   rotation = r − ⌊r / period + limit⌋ · period + offset + period · direction,   period = 2π / directions
//
// Threads:   tiles of 1,024 anchors are counted, then written behind the boxes of the tiles before. CPU: a tile a thread. CUDA: a tile a block; each sums up
//            the counts of the others itself.
// Memory:    logits are read twice, the rest once for each box; the boxes, and the zeros behind them, are written once.
#pragma once

#include "plugins/common/detection/nms.h" // sigmoidOf
#include "plugins/common/run.h"
#include "plugins/decode_bbox_3d/decode_bbox_3d.h"

#if defined(__CUDACC__)
#include "plugins/common/block_sum.cuh"
#endif

#include <cmath>

namespace tenon::plugins::decode_bbox_3d
{

constexpr int32_t kMaxAnchors = 64;
constexpr int64_t kTile = 1024;
constexpr int32_t kNumbers = 9; //!< of a box

struct Anchor
{
    float dx, dy, dz, rotation, z, diagonal;
};

struct Scored
{
    float score;
    int32_t label;
};

template <typename T>
struct Decoder
{
    T const* scores;
    T const* deltas;
    T const* directions;
    int64_t images, height, width;
    int32_t anchors, classes, bins;
    float left, top, columnStep, rowStep;
    float threshold, offset, limit, period;
    Anchor anchor[kMaxAnchors];

    TENON_BOTH int64_t perImage() const { return height * width * anchors; }
    TENON_BOTH int64_t tiles() const { return (perImage() + kTile - 1) / kTile; }

    //! Of an anchor among those of all images.
    TENON_BOTH Scored scored(int64_t index) const
    {
        T const* const logits = scores + index * classes;
        Scored best{real(logits[0]), 0};
        for (int32_t label = 1; label < classes; ++label)
        {
            float const logit = real(logits[label]);
            best = logit > best.score ? Scored{logit, label} : best;
        }
        best.score = sigmoidOf(best.score);
        return best;
    }
    TENON_BOTH void write(int64_t index, Scored const& scored, float* to) const
    {
        Anchor const a = anchor[index % anchors];
        int64_t const cell = index / anchors % (height * width);
        T const* const t = deltas + 7 * index;
        to[0] = left + static_cast<float>(cell % width) * columnStep + real(t[0]) * a.diagonal;
        to[1] = top + static_cast<float>(cell / width) * rowStep + real(t[1]) * a.diagonal;
        to[2] = a.z + real(t[2]) * a.dz;
        to[3] = a.dx * expf(real(t[3]));
        to[4] = a.dy * expf(real(t[4]));
        to[5] = a.dz * expf(real(t[5]));
        float const r = a.rotation + real(t[6]) - offset;
        to[6] = r - floorf(r / period + limit) * period + offset + period * static_cast<float>(direction(index));
        to[7] = static_cast<float>(scored.label);
        to[8] = scored.score;
    }

private:
    TENON_BOTH int32_t direction(int64_t index) const
    {
        T const* const logits = directions + index * bins;
        int32_t best = 0;
        for (int32_t bin = 1; bin < bins; ++bin)
        {
            best = real(logits[bin]) > real(logits[best]) ? bin : best;
        }
        return best;
    }
};

//! The boxes of one tile, on the CPU.
template <typename T>
struct CountTile
{
    Decoder<T> decoder;
    int32_t* counts;

    void operator()(int64_t index) const
    {
        int64_t const tiles = decoder.tiles();
        int64_t const image = index / tiles * decoder.perImage();
        int64_t const end = std::min((index % tiles + 1) * kTile, decoder.perImage());
        int32_t count = 0;
        for (int64_t i = index % tiles * kTile; i < end; ++i)
        {
            count += decoder.scored(image + i).score > decoder.threshold ? 1 : 0;
        }
        counts[index] = count;
    }
};

//! Of one image, on the CPU: counts become places of the first boxes.
struct PlaceTiles
{
    int64_t tiles;
    int32_t* counts;
    int32_t* totals;

    void operator()(int64_t image) const
    {
        int32_t sum = 0;
        for (int64_t tile = 0; tile < tiles; ++tile)
        {
            int32_t const count = counts[image * tiles + tile];
            counts[image * tiles + tile] = sum;
            sum += count;
        }
        totals[image] = sum;
    }
};

template <typename T>
struct WriteTile
{
    Decoder<T> decoder;
    int32_t const* places;
    int32_t const* totals;
    float* boxes;

    void operator()(int64_t index) const
    {
        int64_t const tiles = decoder.tiles();
        int64_t const image = index / tiles;
        int64_t const begin = index % tiles * kTile;
        int64_t const end = std::min(begin + kTile, decoder.perImage());
        float* const rows = boxes + image * decoder.perImage() * kNumbers;
        float* to = rows + places[index] * int64_t{kNumbers};
        for (int64_t i = begin; i < end; ++i)
        {
            Scored const scored = decoder.scored(image * decoder.perImage() + i);
            if (scored.score > decoder.threshold)
            {
                decoder.write(image * decoder.perImage() + i, scored, to);
                to += kNumbers;
            }
        }
        int64_t const empty = std::max<int64_t>(begin, totals[image]);
        if (empty < end)
        {
            std::fill(rows + empty * kNumbers, rows + end * kNumbers, 0.0F);
        }
    }
};

template <typename T>
int32_t decode(OnCpu const& run, Decoder<T> const& decoder, int32_t* counts, float* boxes, int32_t* totals)
{
    int64_t const tiles = decoder.images * decoder.tiles();
    run.each(tiles, CountTile<T>{decoder, counts}, 4);
    run.each(decoder.images, PlaceTiles{decoder.tiles(), counts, totals}, 64);
    return run.each(tiles, WriteTile<T>{decoder, counts, totals, boxes}, 4);
}

#if defined(__CUDACC__)
constexpr int32_t kThreads = 256;
constexpr int32_t kWarps = kThreads / 32;

template <typename T>
__device__ bool isBox(Decoder<T> const& decoder, int64_t image, int64_t i, Scored& scored)
{
    if (i >= decoder.perImage())
    {
        return false;
    }
    scored = decoder.scored(image * decoder.perImage() + i);
    return scored.score > decoder.threshold;
}

//! A tile a block; blockIdx.y: the image.
template <typename T>
__global__ void __launch_bounds__(kThreads) countTile(Decoder<T> const __grid_constant__ decoder, int32_t* counts)
{
    int32_t count = 0;
    for (int64_t k = threadIdx.x; k < kTile; k += kThreads)
    {
        Scored scored;
        count += __syncthreads_count(isBox(decoder, blockIdx.y, blockIdx.x * kTile + k, scored));
    }
    if (threadIdx.x == 0)
    {
        counts[blockIdx.y * static_cast<int64_t>(gridDim.x) + blockIdx.x] = count;
    }
}

//! How many threads before this one say yes.
__device__ inline int32_t rankOfThread(bool yes)
{
    __shared__ int32_t counts[kWarps];
    uint32_t const all = __ballot_sync(0xFFFFFFFFU, yes);
    auto const lane = threadIdx.x % 32;
    auto const warp = static_cast<int32_t>(threadIdx.x / 32);
    __syncthreads();
    if (lane == 0)
    {
        counts[warp] = __popc(all);
    }
    __syncthreads();
    int32_t rank = __popc(all & ((1U << lane) - 1U));
    for (int32_t k = 0; k < warp; ++k)
    {
        rank += counts[k];
    }
    return rank;
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    writeTile(Decoder<T> const __grid_constant__ decoder, int32_t const* counts, float* boxes, int32_t* totals)
{
    int64_t const image = blockIdx.y;
    int32_t before = 0;
    int32_t all = 0;
    for (uint32_t tile = threadIdx.x; tile < gridDim.x; tile += kThreads)
    {
        int32_t const count = counts[image * gridDim.x + tile];
        all += count;
        before += tile < blockIdx.x ? count : 0;
    }
    __shared__ int32_t sums[2][32];
    int32_t const total = blockSum(all, sums[0]);
    int32_t place = blockSum(before, sums[1]);
    if (blockIdx.x == 0 && threadIdx.x == 0)
    {
        totals[image] = total;
    }
    float* const rows = boxes + image * decoder.perImage() * kNumbers;
    int64_t const begin = blockIdx.x * kTile;
    for (int64_t k = threadIdx.x; k < kTile; k += kThreads)
    {
        Scored scored;
        bool const yes = isBox(decoder, image, begin + k, scored);
        int32_t const rank = rankOfThread(yes);
        if (yes)
        {
            decoder.write(
                image * decoder.perImage() + begin + k, scored, rows + static_cast<int64_t>(place + rank) * kNumbers);
        }
        place += __syncthreads_count(yes);
    }
    int64_t const end = (begin + kTile < decoder.perImage() ? begin + kTile : decoder.perImage()) * kNumbers;
    int64_t const empty = (begin > total ? begin : total) * kNumbers;
    for (int64_t i = empty + threadIdx.x; i < end; i += kThreads)
    {
        rows[i] = 0.0F;
    }
}

template <typename T>
int32_t decode(OnCuda const& run, Decoder<T> const& decoder, int32_t* counts, float* boxes, int32_t* totals)
{
    dim3 const blocks(static_cast<uint32_t>(decoder.tiles()), static_cast<uint32_t>(decoder.images));
    if (blocks.x == 0 || blocks.y == 0)
    {
        return run.fill(totals, 0, decoder.images * static_cast<int64_t>(sizeof(int32_t)));
    }
    countTile<<<blocks, kThreads, 0, run.stream>>>(decoder, counts);
    writeTile<<<blocks, kThreads, 0, run.stream>>>(decoder, counts, boxes, totals);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename T>
Decoder<T> decoderOf(DecodeBbox3D const& impl, plugin::Call const& call)
{
    plugin::Tensor const& scores = call.input(0);
    std::vector<float> const& range = impl.pointCloudRange;
    auto const step = [](float low, float high, int64_t cells) {
        return cells > 1 ? (high - low) / static_cast<float>(cells - 1) : 0.0F;
    };
    Decoder<T> decoder{scores.as<T const>(), call.input(1).as<T const>(), call.input(2).as<T const>(), scores.dim(0),
        scores.dim(1), scores.dim(2), impl.anchorsOfCell(), impl.classes(), impl.numDirBins, range[0], range[1],
        step(range[0], range[3], scores.dim(2)), step(range[1], range[4], scores.dim(1)), impl.scoreThresh,
        impl.dirOffset, impl.dirLimitOffset, static_cast<float>(2.0 * M_PI / impl.numDirBins), {}};
    int32_t const ofClass = decoder.anchors / decoder.classes;
    for (int32_t a = 0; a < decoder.anchors; ++a)
    {
        float const* const from = impl.anchors.data() + 4 * a;
        float const bottom = impl.anchorBottomHeight[static_cast<size_t>(a / ofClass)];
        decoder.anchor[a] = {from[0], from[1], from[2], from[3], bottom + from[2] / 2.0F,
            std::sqrt(from[0] * from[0] + from[1] * from[1])};
    }
    return decoder;
}

template <typename Run>
int32_t enqueueOn(Run const& run, DecodeBbox3D const& impl, plugin::Call const& call)
{
    if (!impl.fits(call))
    {
        return 1;
    }
    return run.withType(call.input(0).type(), [&](auto element) {
        using T = decltype(element);
        return decode(run, decoderOf<T>(impl, call), static_cast<int32_t*>(call.workspace()),
            call.output(0).as<float>(), call.output(1).as<int32_t>());
    });
}

} // namespace tenon::plugins::decode_bbox_3d
