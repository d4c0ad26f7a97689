// map[n, c, y, x] = voxels[n, p, c] for the last p < num_pillar[n] with voxel_coords[n, p] = (·, ·, y, x), 0 where there is none
//
// Threads:   CPU: eight channels of a frame at a time: their planes are cleared, then each pillar's eight numbers go into them. CUDA: the number of each
//            cell's last pillar is found first, a pillar a thread; then a thread gathers as many channels of as many cells as 16 bytes hold, frame by frame, or
//            sixteen channels of some cells where rows are not of such parts.
// Memory:    the map is written once, past the caches (CPU: and cleared before); CUDA: a number for each cell, read once for each of these groups. Rows are
//            read in an order that only the data knows; single reads among so many writes hold both up, so that each frame's rows are brought to the
//            second-level cache in one go while the frame before is gathered, those of the first while pillars are counted.
#pragma once

#include "plugins/common/run.h"
#include "plugins/pillar_scatter/pillar_scatter.h"

#if defined(__CUDACC__)
#include "plugins/common/fast_division.h"
#include "plugins/common/kept_lines.cuh"

#include <cstring>
#endif

namespace tenon::plugins::pillar_scatter
{

struct Pillars
{
    int32_t const* coords;
    int32_t const* counts;
    int64_t frames, capacity, channels, height, width;

    TENON_BOTH int64_t count(int64_t frame) const
    {
        int64_t const given = counts[frame];
        return given < 0 ? 0 : (given < capacity ? given : capacity);
    }
    //! In its frame's plane; −1 outside of it. `pillar`: frame · P + p.
    TENON_BOTH int64_t cell(int64_t pillar) const
    {
        int64_t const y = coords[4 * pillar + 2];
        int64_t const x = coords[4 * pillar + 3];
        return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
    }
};

constexpr int64_t kChannelsTogether = 8;

//! Some channels of a frame, on the CPU.
template <typename T>
struct ScatterChannels
{
    Pillars pillars;
    T const* voxels;
    T* map;
    int64_t groups; //!< of channels

    void operator()(int64_t index) const
    {
        int64_t const frame = index / groups;
        int64_t const first = index % groups * kChannelsTogether;
        int64_t const together = std::min(kChannelsTogether, pillars.channels - first);
        int64_t const plane = pillars.height * pillars.width;
        T* const to = map + (frame * pillars.channels + first) * plane;
        std::fill(to, to + together * plane, number<T>(0.0F));
        int64_t const count = pillars.count(frame);
        for (int64_t p = 0; p < count; ++p)
        {
            int64_t const pillar = frame * pillars.capacity + p;
            int64_t const cell = pillars.cell(pillar);
            T const* const from = voxels + pillar * pillars.channels + first;
            for (int64_t c = 0; c < together && cell >= 0; ++c)
            {
                to[c * plane + cell] = from[c];
            }
        }
    }
};

template <typename T>
int32_t scatter(OnCpu const& run, Pillars const& pillars, T const* voxels, T* map, void*)
{
    int64_t const groups = (pillars.channels + kChannelsTogether - 1) / kChannelsTogether;
    return run.each(pillars.frames * groups, ScatterChannels<T>{pillars, voxels, map, groups}, 1);
}

#if defined(__CUDACC__)
//! last[frame · H · W + cell] = the cell's last pillar; −1 before.
struct MarkPillar
{
    Pillars pillars;
    int32_t* last;
    char const* voxels;
    int64_t fetched; //!< bytes of a row that are fetched for gatherSquares(), of the first frame

    __device__ void operator()(int64_t pillar) const
    {
        int64_t const frame = pillar / pillars.capacity;
        int64_t const p = pillar % pillars.capacity;
        int64_t const cell = p < pillars.count(frame) ? pillars.cell(pillar) : -1;
        if (cell >= 0)
        {
            atomicMax(last + frame * pillars.height * pillars.width + cell, static_cast<int32_t>(p));
            for (int64_t byte = 0; byte < fetched && frame == 0; byte += kLineBytes)
            {
                fetchKept(voxels + pillar * fetched + byte);
            }
        }
    }
};

constexpr int32_t kThreads = 128;
constexpr int32_t kSquareThreads = 256;
constexpr int32_t kChannelsEach = 16;  //!< of a thread
constexpr int64_t kMostBlocks = 65535; //!< in a grid's second and third dimension

template <typename T, int32_t kCells>
struct alignas(sizeof(T) * kCells) Cells
{
    T cell[kCells];
};

//! kCells neighbouring cells a thread; they lie in one frame.
template <typename T, int32_t kCells>
__global__ void __launch_bounds__(kThreads)
    gatherPillars(Pillars pillars, T const* __restrict__ voxels, int32_t const* __restrict__ last, T* __restrict__ map)
{
    int64_t const plane = pillars.height * pillars.width;
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x) * kCells;
    if (first >= pillars.frames * plane)
    {
        return;
    }
    int64_t const frame = first / plane;
    int32_t const firstChannel = static_cast<int32_t>(blockIdx.y) * kChannelsEach;
    int32_t const channels = min(kChannelsEach, static_cast<int32_t>(pillars.channels) - firstChannel);
    T const* from[kCells];
#pragma unroll
    for (int32_t k = 0; k < kCells; ++k)
    {
        int32_t const p = last[first + k];
        from[k] = p < 0 ? nullptr : voxels + (frame * pillars.capacity + p) * pillars.channels + firstChannel;
    }
    T* to = map + (frame * pillars.channels + firstChannel) * plane + first % plane;
    for (int32_t c = 0; c < channels; ++c, to += plane)
    {
        Cells<T, kCells> cells;
#pragma unroll
        for (int32_t k = 0; k < kCells; ++k)
        {
            cells.cell[k] = from[k] == nullptr ? number<T>(0.0F) : from[k][c];
        }
        *reinterpret_cast<Cells<T, kCells>*>(to) = cells;
    }
}

//! By all blocks of a frame's first channels: its rows, for gatherSquares().
template <typename T>
__device__ __forceinline__ void fetchFrame(Pillars const& pillars, T const* voxels, int64_t frame)
{
    auto const* const rows = reinterpret_cast<char const*>(voxels + frame * pillars.capacity * pillars.channels);
    int64_t const bytes = pillars.count(frame) * pillars.channels * static_cast<int64_t>(sizeof(T));
    int64_t const stride = static_cast<int64_t>(gridDim.x) * blockDim.x * kLineBytes;
    for (int64_t byte = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * kLineBytes; byte < bytes;
         byte += stride)
    {
        fetchKept(rows + byte);
    }
}

//! The same for kCells channels; all of a voxel's row are in such parts, and a frame's numbers in 31 bits. blockIdx: cells, channels, frame.
template <typename T, int32_t kCells>
__global__ void __launch_bounds__(kSquareThreads)
    gatherSquares(Pillars pillars, T const* __restrict__ voxels, int32_t const* __restrict__ last, T* __restrict__ map)
{
    if (blockIdx.y == 0 && blockIdx.z + 1 < gridDim.z)
    {
        fetchFrame(pillars, voxels, blockIdx.z + 1);
    }
    auto const plane = static_cast<uint32_t>(pillars.height * pillars.width);
    uint32_t const first = (blockIdx.x * kSquareThreads + threadIdx.x) * kCells;
    if (first >= plane)
    {
        return;
    }
    size_t const frame = blockIdx.z;
    auto const channels = static_cast<uint32_t>(pillars.channels);
    uint32_t const firstChannel = blockIdx.y * kCells;
    T const* const from = voxels + frame * pillars.capacity * channels + firstChannel;
    constexpr uint32_t kPartsOfLine = kLineBytes / sizeof(Cells<T, kCells>);
    bool const endsLine = (blockIdx.y + 1) % kPartsOfLine == 0 || blockIdx.y + 1 == gridDim.y;
    LinePolicy const policy = endsLine ? LinePolicy::release() : LinePolicy::keep();
    Cells<T, kCells> rows[kCells];
#pragma unroll
    for (int32_t k = 0; k < kCells; ++k)
    {
        int32_t const p = last[frame * plane + first + k];
        rows[k] = p < 0
            ? Cells<T, kCells>{}
            : policy.load(reinterpret_cast<Cells<T, kCells> const*>(from + static_cast<size_t>(p) * channels));
    }
    T* const to = map + (frame * channels + firstChannel) * plane + first;
#pragma unroll
    for (int32_t c = 0; c < kCells; ++c)
    {
        Cells<T, kCells> cells;
#pragma unroll
        for (int32_t k = 0; k < kCells; ++k)
        {
            cells.cell[k] = rows[k].cell[c];
        }
        float4 bits;
        memcpy(&bits, &cells, sizeof bits);
        __stcs(reinterpret_cast<float4*>(to + size_t{plane} * c), bits);
    }
}

template <typename T, int32_t kCells>
int32_t gatherBySquares(OnCuda const& run, Pillars const& pillars, T const* voxels, int32_t const* last, T* map)
{
    dim3 const blocks(
        static_cast<uint32_t>(cuda::ceilDiv(pillars.height * pillars.width, int64_t{kSquareThreads} * kCells)),
        static_cast<uint32_t>(pillars.channels / kCells), static_cast<uint32_t>(pillars.frames));
    gatherSquares<T, kCells><<<blocks, kSquareThreads, 0, run.stream>>>(pillars, voxels, last, map);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T, int32_t kCells>
int32_t gather(OnCuda const& run, Pillars const& pillars, T const* voxels, int32_t const* last, T* map)
{
    int64_t const cells = pillars.frames * pillars.height * pillars.width;
    dim3 const blocks(static_cast<uint32_t>(cuda::ceilDiv(cells, int64_t{kThreads} * kCells)),
        static_cast<uint32_t>(cuda::ceilDiv(pillars.channels, int64_t{kChannelsEach})));
    if (blocks.x == 0 || blocks.y == 0)
    {
        return 0;
    }
    gatherPillars<T, kCells><<<blocks, kThreads, 0, run.stream>>>(pillars, voxels, last, map);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
int32_t scatter(OnCuda const& run, Pillars const& pillars, T const* voxels, T* map, void* workspace)
{
    auto* const last = static_cast<int32_t*>(workspace);
    int64_t const plane = pillars.height * pillars.width;
    constexpr int32_t kCells = 16 / static_cast<int32_t>(sizeof(T));
    bool const wide = plane % kCells == 0 && cuda::isAligned(map);
    bool const square = wide && pillars.channels % kCells == 0 && cuda::isAligned(voxels) && pillars.frames > 0
        && pillars.channels > 0 && plane > 0 && pillars.frames <= kMostBlocks
        && pillars.channels / kCells <= kMostBlocks && pillars.channels * plane < FastDivider::kEnd;
    int32_t status = run.fill(last, 0xFF, pillars.frames * plane * static_cast<int64_t>(sizeof(int32_t)));
    int64_t const fetched = square ? pillars.channels * static_cast<int64_t>(sizeof(T)) : 0;
    status |= run.each(
        pillars.frames * pillars.capacity, MarkPillar{pillars, last, reinterpret_cast<char const*>(voxels), fetched});
    if (square)
    {
        return status | gatherBySquares<T, kCells>(run, pillars, voxels, last, map);
    }
    return status
        | (wide ? gather<T, kCells>(run, pillars, voxels, last, map) : gather<T, 1>(run, pillars, voxels, last, map));
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, PillarScatter const& impl, plugin::Call const& call)
{
    if (!impl.fits(call))
    {
        return 1;
    }
    plugin::Tensor const& voxels = call.input(0);
    plugin::Tensor const& map = call.output(0);
    Pillars const pillars{call.input(1).as<int32_t const>(), call.input(2).as<int32_t const>(), voxels.dim(0),
        voxels.dim(1), voxels.dim(2), map.dim(2), map.dim(3)};
    return run.withType(voxels.type(), [&](auto element) {
        using T = decltype(element);
        return scatter(run, pillars, voxels.as<T const>(), map.as<T>(), call.workspace());
    });
}

} // namespace tenon::plugins::pillar_scatter
