// Reductions over the channels of each position of [outer, channels, plane], then a function of each element and what its position's reductions are.
//
// Threads:   a block of 256 has a tile of 32 to 128 positions with all their channels in shared memory, a few lanes of neighbouring positions and
//            every so many channels a thread; as many blocks as fit at once take one tile after the other, and fetch the next one into the places of
//            what they write.
// Memory:    each element is read once and written once.
//
// An operation has
//     constexpr int32_t kReductions;                                  1 or 2
//     float start(int32_t reduction)                                   what changes nothing
//     float join(int32_t reduction, float a, float b)
//     bool counts(uint32_t channel)                                    whether the reductions see it
//     float term(float& value, float first)                            what the second one adds up, given the first one's result; may change the value
//     float term(float value)                                          what the first one adds up
//     float finish(int32_t reduction, float value)
//     float output(uint32_t channel, float value, float first, float second)
#pragma once

#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/async_copy.cuh"
#include "plugins/common/run.h"

namespace tenon::plugins
{

constexpr uint32_t kColumnThreads = 256;
constexpr uint32_t kMostPositions = 128; //!< of a tile
constexpr uint32_t kLeastPositions = 32;
constexpr int64_t kColumnBytes = 64 * 1024;      //!< of a tile of more positions than the least
constexpr int64_t kMostColumnBytes = 208 * 1024; //!< of any tile

template <typename T>
struct Columns
{
    T const* x;
    T* y;
    int64_t outer;
    uint32_t channels, plane;
};

namespace detail
{

template <typename T, int32_t kLanes>
struct alignas(sizeof(T) * kLanes) PositionLanes
{
    T lane[kLanes];
};

struct ColumnTiles
{
    uint32_t positions; //!< of a tile, a power of two
    uint32_t perPlane;
    int64_t count;
};

template <typename T, int32_t kLanes, typename Operation>
__global__ void __launch_bounds__(kColumnThreads, 3)
    reduceHeldColumns(Columns<T> columns, ColumnTiles tiles, Operation operation)
{
    using Lanes = PositionLanes<T, kLanes>;
    constexpr uint32_t kParts = 4; // terms of the first are found while the others are fetched
    constexpr uint32_t kWarps = kColumnThreads / 32;
    extern __shared__ int4 shared[];
    __shared__ alignas(16) float ofWarps[2][kWarps][kMostPositions];
    auto* const held = reinterpret_cast<Lanes*>(shared); // [channels][width]
    uint32_t const width = tiles.positions / kLanes;
    uint32_t const column = threadIdx.x % width;
    uint32_t const row = threadIdx.x / width;
    uint32_t const rows = kColumnThreads / width;
    uint32_t const part = (columns.channels + kParts * rows - 1) / (kParts * rows) * rows;
    auto const forPart = [&](uint32_t k, auto const& visit) {
        uint32_t const end = min((k + 1) * part, columns.channels);
#pragma unroll 4
        for (uint32_t c = k * part + row; c < end; c += rows)
        {
            visit(c);
        }
    };
    int64_t tile = blockIdx.x;
    // Where this thread's lanes of channel 0 begin; negative behind a plane's end.
    auto const beginOf = [&](int64_t t) {
        int64_t const outer = t / tiles.perPlane;
        auto const position = static_cast<uint32_t>(t - outer * tiles.perPlane) * tiles.positions + column * kLanes;
        return position < columns.plane ? outer * columns.channels * columns.plane + position : int64_t{-1};
    };
    auto const fetch = [&](int64_t begin, uint32_t c) {
        if (begin >= 0)
        {
            T const* const from = columns.x + begin + static_cast<int64_t>(c) * columns.plane;
            copyAsync(held + c * width + column, reinterpret_cast<Lanes const*>(from));
        }
    };
    int64_t begin = tile < tiles.count ? beginOf(tile) : -1;
    for (uint32_t k = 0; k < kParts; ++k)
    {
        forPart(k, [&](uint32_t c) { fetch(begin, c); });
        endCopies();
    }
    // Over the rows of a block: of a warp's by shuffles, of warps through shared memory. One barrier: who is late still reads the other buffer.
    uint32_t buffer = 0;
    auto const reduce = [&](int32_t reduction, float(&values)[kLanes]) {
#pragma unroll
        for (float& value : values)
        {
            for (uint32_t offset = width; offset < 32; offset *= 2)
            {
                value = operation.join(reduction, value, __shfl_xor_sync(0xFFFFFFFFU, value, offset));
            }
        }
        bool const isWider = width > 32; // then each warp has columns of its own
        if (threadIdx.x % 32 < width)
        {
#pragma unroll
            for (int32_t k = 0; k < kLanes; ++k)
            {
                ofWarps[buffer][threadIdx.x / 32][isWider ? (column % 32) * kLanes + k : column * kLanes + k] =
                    values[k];
            }
        }
        __syncthreads();
        uint32_t const warpsARow = isWider ? width / 32 : 1;
        uint32_t const first = isWider ? column / 32 : 0;
#pragma unroll
        for (int32_t k = 0; k < kLanes; ++k)
        {
            uint32_t const place = (isWider ? column % 32 : column) * kLanes + k;
            float value = operation.start(reduction);
            for (uint32_t warp = first; warp < kWarps; warp += warpsARow)
            {
                value = operation.join(reduction, value, ofWarps[buffer][warp][place]);
            }
            values[k] = operation.finish(reduction, value);
        }
        buffer ^= 1;
    };
    for (; tile < tiles.count; tile += gridDim.x)
    {
        int64_t const next = tile + gridDim.x;
        int64_t const nextBegin = next < tiles.count ? beginOf(next) : -1;
        float first[kLanes];
        float second[kLanes]{};
#pragma unroll
        for (float& value : first)
        {
            value = operation.start(0);
        }
#pragma unroll
        for (uint32_t k = 0; k < kParts; ++k)
        {
            waitForCopies(kParts - 1 - k);
            if (begin >= 0)
            {
                forPart(k, [&](uint32_t c) {
                    Lanes const lanes = held[c * width + column];
                    if (operation.counts(c))
                    {
#pragma unroll
                        for (int32_t n = 0; n < kLanes; ++n)
                        {
                            first[n] = operation.join(0, first[n], operation.term(real(lanes.lane[n])));
                        }
                    }
                });
            }
        }
        reduce(0, first);
        if constexpr (Operation::kReductions > 1)
        {
#pragma unroll
            for (float& value : second)
            {
                value = operation.start(1);
            }
            if (begin >= 0)
            {
                for (uint32_t k = 0; k < kParts; ++k)
                {
                    forPart(k, [&](uint32_t c) {
                        if (operation.counts(c))
                        {
                            Lanes lanes = held[c * width + column];
#pragma unroll
                            for (int32_t n = 0; n < kLanes; ++n)
                            {
                                float value = real(lanes.lane[n]);
                                second[n] = operation.join(1, second[n], operation.term(value, first[n]));
                                if constexpr (std::is_same_v<T, float>)
                                {
                                    lanes.lane[n] = value;
                                }
                            }
                            if constexpr (std::is_same_v<T, float>)
                            {
                                held[c * width + column] = lanes;
                            }
                        }
                    });
                }
            }
            reduce(1, second);
        }
        for (uint32_t k = 0; k < kParts; ++k)
        {
            forPart(k, [&](uint32_t c) {
                if (begin >= 0)
                {
                    Lanes lanes = held[c * width + column];
#pragma unroll
                    for (int32_t n = 0; n < kLanes; ++n)
                    {
                        float value = real(lanes.lane[n]);
                        if constexpr (Operation::kReductions > 1 && !std::is_same_v<T, float>)
                        {
                            if (operation.counts(c))
                            {
                                static_cast<void>(operation.term(value, first[n])); // fp16 does not keep it
                            }
                        }
                        lanes.lane[n] = number<T>(operation.output(c, value, first[n], second[n]));
                    }
                    *reinterpret_cast<Lanes*>(columns.y + begin + static_cast<int64_t>(c) * columns.plane) = lanes;
                }
                fetch(nextBegin, c);
            });
            endCopies();
        }
        begin = nextBegin;
    }
}

template <typename T, int32_t kLanes, typename Operation>
int32_t launchHeldColumns(OnCuda const& run, Columns<T> const& columns, Operation const& operation)
{
    auto const kernel = reduceHeldColumns<T, kLanes, Operation>;
    uint32_t positions = kMostPositions;
    auto const bytesOf = [&] { return static_cast<int64_t>(columns.channels) * positions * int64_t{sizeof(T)}; };
    while (positions > kLeastPositions && (bytesOf() > kColumnBytes || positions / 2 >= columns.plane))
    {
        positions /= 2;
    }
    int64_t const bytes = bytesOf();
    if (!allowShared<reduceHeldColumns<T, kLanes, Operation>>(kMostColumnBytes))
    {
        return 1;
    }
    ColumnTiles tiles{positions, (columns.plane + positions - 1) / positions, 0};
    tiles.count = columns.outer * tiles.perPlane;
    // Blocks that a multiprocessor has at once, which the last call is likely to have asked for.
    static thread_local int64_t knownBytes = -1;
    static thread_local int blocksEach = 1;
    if (knownBytes != bytes)
    {
        if (cudaOccupancyMaxActiveBlocksPerMultiprocessor(
                &blocksEach, kernel, static_cast<int>(kColumnThreads), static_cast<size_t>(bytes))
                != cudaSuccess
            || blocksEach < 1)
        {
            return 1;
        }
        knownBytes = bytes;
    }
    int64_t const blocks = int64_t{blocksEach} * cuda::multiprocessorCount();
    kernel<<<static_cast<uint32_t>(std::min(tiles.count, blocks)), kColumnThreads, static_cast<size_t>(bytes),
        run.stream>>>(columns, tiles, operation);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

//! Shared memory that a block of the calling thread's device may have; 0 where it cannot tell.
inline int64_t sharedBytesOfABlock()
{
    int device = 0;
    int bytes = 0;
    bool const known = cudaGetDevice(&device) == cudaSuccess
        && cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device) == cudaSuccess;
    return known ? bytes : 0;
}

} // namespace detail

//! Whether the columns can be held: else the caller has another kernel.
template <typename T>
bool holdsColumns(Columns<T> const& columns)
{
    static bool const isLarge = detail::sharedBytesOfABlock() >= kMostColumnBytes + 16 * 1024;
    constexpr auto kWord = static_cast<int64_t>(sizeof(uint32_t));
    return isLarge && columns.plane >= kLeastPositions
        && static_cast<int64_t>(columns.channels) * kLeastPositions * int64_t{sizeof(T)} <= kMostColumnBytes
        && static_cast<int64_t>(columns.plane) * int64_t{sizeof(T)} % kWord == 0
        && (reinterpret_cast<uintptr_t>(columns.x) | reinterpret_cast<uintptr_t>(columns.y)) % kWord == 0;
}

//! Where holdsColumns() says so.
template <typename T, typename Operation>
int32_t reduceColumns(OnCuda const& run, Columns<T> const& columns, Operation const& operation)
{
    if (columns.outer * columns.channels * columns.plane == 0)
    {
        return 0;
    }
    auto const all = reinterpret_cast<uintptr_t>(columns.x) | reinterpret_cast<uintptr_t>(columns.y)
        | static_cast<uintptr_t>(columns.plane) * sizeof(T);
    constexpr auto kSize = static_cast<int32_t>(sizeof(T));
    return all % 16 == 0 ? detail::launchHeldColumns<T, 16 / kSize>(run, columns, operation)
                         : detail::launchHeldColumns<T, 4 / kSize>(run, columns, operation);
}

} // namespace tenon::plugins
