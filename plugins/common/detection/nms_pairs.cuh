// Suppression of few segments with many candidates, over the whole GPU: first all pairs, then one walk over their bits.
//
// Threads:   comparePairs: a block of 64 threads compares 64 candidates with 64 later ones, one row of bits a thread. keepByPairs: a block of
//            1,024 threads walks over a segment's candidates, 64 at a time: a warp decides among the 64 in rounds (kept is who has no earlier
//            kept or undecided overlap left), then all threads join the kept ones' rows, which they fetch while the warp decides.
// Memory:    a bit for each pair of a segment; at most kMaxPairBytes.
#pragma once

#include "plugins/common/detection/nms_keys.cuh"

namespace tenon::plugins
{

using PairBits = unsigned long long;

constexpr int64_t kPairTile = 64;
constexpr int64_t kMaxPairBytes = 32 << 20;
constexpr int64_t kMaxPairCandidates = 16384; //!< of a segment

//! What both kernels see. Candidates of a segment: the first `counts[segment]`, at most `most`, of `sorted + segment · capacity`.
struct NmsPairs
{
    NmsProblem problem;
    Box const* boxes;
    NmsKey const* sorted;
    int32_t const* counts;
    PairBits*
        bits; //!< [segments, most, words]; in the tile on the diagonal a row holds the earlier ones, else the later ones
    int64_t most, words;
    NmsKey* keptKeys;    //!< [images, segments of an image · kept of a segment]
    int32_t* keptCounts; //!< [images], 0 before

    __device__ int64_t candidates(int64_t segment) const
    {
        int64_t const count = counts[segment];
        return count < most ? count : most;
    }
};

//! Candidates of a segment that are compared at most.
inline int64_t pairCandidates(NmsProblem const& problem)
{
    return problem.topK < problem.capacity() ? problem.topK : problem.capacity();
}

inline int64_t pairBytesWanted(NmsProblem const& problem)
{
    int64_t const most = pairCandidates(problem);
    return problem.images * problem.segmentsPerImage() * most * ((most + kPairTile - 1) / kPairTile)
        * static_cast<int64_t>(sizeof(PairBits));
}

//! Workspace that is set aside: it does not fall as a problem grows, so that the workspace of the largest shapes does for all.
inline int64_t pairBytesReserved(NmsProblem const& problem)
{
    if (problem.segmentsPerImage() > 4 || pairCandidates(problem) <= 256)
    {
        return 0; // a block a segment does
    }
    int64_t const wanted = pairBytesWanted(problem);
    return wanted < kMaxPairBytes ? wanted : kMaxPairBytes;
}

inline bool comparesPairs(NmsProblem const& problem)
{
    return pairBytesReserved(problem) > 0 && pairCandidates(problem) <= kMaxPairCandidates
        && pairBytesWanted(problem) <= kMaxPairBytes;
}

namespace detail
{

__global__ void __launch_bounds__(kPairTile) comparePairs(NmsPairs p)
{
    __shared__ Box later[kPairTile];
    int64_t const segment = blockIdx.z;
    int64_t const count = p.candidates(segment);
    int64_t const columnTile = blockIdx.x;
    int64_t const rowTile = blockIdx.y;
    if (columnTile < rowTile || columnTile * kPairTile >= count)
    {
        return;
    }
    int64_t const image = segment / p.problem.segmentsPerImage();
    NmsKey const* const keys = p.sorted + segment * p.problem.capacity();
    auto const thread = static_cast<int64_t>(threadIdx.x);
    int64_t const column = columnTile * kPairTile + thread;
    later[thread] = column < count ? boxOf(p.problem, p.boxes, image, keys[column]) : Box{0, 0, 0, 0};
    __syncthreads();
    int64_t const row = rowTile * kPairTile + thread;
    if (row >= count)
    {
        return;
    }
    Box const mine = columnTile == rowTile ? later[thread] : boxOf(p.problem, p.boxes, image, keys[row]);
    float const myArea = area(mine, p.problem.edge);
    auto const others = static_cast<int32_t>(count - columnTile * kPairTile);
    int32_t const end = others < kPairTile ? others : static_cast<int32_t>(kPairTile);
    PairBits found = 0;
    if (columnTile == rowTile)
    {
        for (int32_t i = 0; i < static_cast<int32_t>(thread); ++i)
        {
            Box const other = later[i];
            bool const hit =
                overlaps(other, area(other, p.problem.edge), mine, myArea, p.problem.edge, p.problem.iouThreshold);
            found |= static_cast<PairBits>(hit) << i;
        }
    }
    else
    {
        for (int32_t i = 0; i < end; ++i)
        {
            Box const other = later[i];
            bool const hit =
                overlaps(mine, myArea, other, area(other, p.problem.edge), p.problem.edge, p.problem.iouThreshold);
            found |= static_cast<PairBits>(hit) << i;
        }
    }
    p.bits[(segment * p.most + row) * p.words + columnTile] = found;
}

constexpr int32_t kKeepThreads = 1024;

//! Called by one warp: which of 64 candidates are kept. `earlier` is the lane's and the (lane + 32)-th candidate's overlaps with earlier ones.
__device__ __forceinline__ PairBits decide(PairBits undecided, PairBits const (&earlier)[2])
{
    auto const lane = static_cast<int32_t>(threadIdx.x);
    PairBits kept = 0;
    while (undecided != 0)
    {
        uint32_t keeps[2];
        uint32_t drops[2];
        for (int32_t half = 0; half < 2; ++half)
        {
            bool const open = (undecided >> (lane + 32 * half) & 1) != 0;
            bool const dropped = open && (earlier[half] & kept) != 0;
            bool const isKept = open && !dropped && (earlier[half] & undecided) == 0;
            keeps[half] = __ballot_sync(0xFFFFFFFFU, isKept);
            drops[half] = __ballot_sync(0xFFFFFFFFU, dropped);
        }
        PairBits const added = static_cast<PairBits>(keeps[1]) << 32 | keeps[0];
        kept |= added;
        undecided &= ~(added | static_cast<PairBits>(drops[1]) << 32 | drops[0]);
    }
    return kept;
}

__global__ void __launch_bounds__(kKeepThreads) keepByPairs(NmsPairs p)
{
    __shared__ PairBits removed[kMaxPairCandidates / kPairTile];
    __shared__ PairBits keptHere;
    __shared__ int32_t place;
    int64_t const segment = blockIdx.x;
    int64_t const perImage = p.problem.segmentsPerImage();
    int64_t const image = segment / perImage;
    int64_t const limit = p.problem.keptPerSegment();
    int64_t const count = p.candidates(segment);
    auto const tiles = static_cast<int32_t>((count + kPairTile - 1) / kPairTile);
    NmsKey const* const keys = p.sorted + segment * p.problem.capacity();
    PairBits const* const rows = p.bits + segment * p.most * p.words;
    NmsKey* const keptKeys = p.keptKeys + image * perImage * limit;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    // 256 threads have a word each of the later tiles, for a quarter of the rows.
    constexpr int32_t kWordThreads = static_cast<int32_t>(kMaxPairCandidates / kPairTile);
    constexpr int32_t kRowsEach = static_cast<int32_t>(kPairTile) / (kKeepThreads / kWordThreads);
    int32_t const wordThread = thread % kWordThreads;
    int32_t const firstRow = thread / kWordThreads * kRowsEach;
    for (int32_t word = thread; word < tiles; word += kKeepThreads)
    {
        removed[word] = 0;
    }
    // A tile's bits are fetched before it is known which of its rows count.
    PairBits earlier[2]{};
    PairBits later[kRowsEach];
    auto const fetch = [&](int32_t tile) {
        int64_t const begin = tile * kPairTile;
        for (int32_t half = 0; half < 2 && thread < 32; ++half)
        {
            int64_t const row = begin + thread + 32 * half;
            earlier[half] = row < count ? rows[row * p.words + tile] : 0;
        }
        int32_t const word = tile + 1 + wordThread;
#pragma unroll
        for (int32_t row = 0; row < kRowsEach; ++row)
        {
            bool const isThere = word < tiles && begin + firstRow + row < count;
            later[row] = isThere ? rows[(begin + firstRow + row) * p.words + word] : 0;
        }
    };
    fetch(0);
    int64_t kept = 0;
    __syncthreads();
    for (int32_t tile = 0; tile < tiles && kept < limit; ++tile)
    {
        if (thread < 32)
        {
            int64_t const there = count - tile * kPairTile;
            PairBits const valid = there >= kPairTile ? ~PairBits{0} : (PairBits{1} << there) - 1;
            PairBits chosen = decide(valid & ~removed[tile], earlier);
            while (kept + __popcll(static_cast<long long>(chosen)) > limit)
            {
                chosen &= ~(PairBits{1} << (63 - __clzll(static_cast<long long>(chosen))));
            }
            if (thread == 0)
            {
                keptHere = chosen;
                int32_t const found = __popcll(static_cast<long long>(chosen));
                place = perImage == 1 ? static_cast<int32_t>(kept) : atomicAdd(p.keptCounts + image, found);
            }
        }
        __syncthreads();
        PairBits const chosen = keptHere;
        auto const mine = static_cast<uint32_t>(chosen >> firstRow) & ((1U << kRowsEach) - 1);
        PairBits joined = 0;
#pragma unroll
        for (int32_t row = 0; row < kRowsEach; ++row)
        {
            joined |= (mine >> row & 1) != 0 ? later[row] : 0;
        }
        if (tile + 1 < tiles)
        {
            fetch(tile + 1);
        }
        if (joined != 0)
        {
            atomicOr(removed + tile + 1 + wordThread, joined);
        }
        if (thread < kPairTile && (chosen >> thread & 1) != 0)
        {
            int32_t const before = __popcll(static_cast<long long>(chosen & ((PairBits{1} << thread) - 1)));
            keptKeys[place + before] = keys[tile * kPairTile + thread];
        }
        kept += __popcll(static_cast<long long>(chosen));
        __syncthreads();
    }
    if (thread == 0 && perImage == 1)
    {
        p.keptCounts[image] = static_cast<int32_t>(kept);
    }
}

} // namespace detail

//! Keeps what greedy suppression keeps of each segment. Launch errors are left for the caller to see.
inline void suppressByPairs(NmsPairs const& pairs, cudaStream_t stream)
{
    auto const segments = static_cast<uint32_t>(pairs.problem.images * pairs.problem.segmentsPerImage());
    auto const tiles = static_cast<uint32_t>(pairs.words);
    detail::comparePairs<<<dim3(tiles, tiles, segments), kPairTile, 0, stream>>>(pairs);
    detail::keepByPairs<<<segments, detail::kKeepThreads, 0, stream>>>(pairs);
}

} // namespace tenon::plugins
