// Suppression of few segments with many candidates, over the whole GPU: first all pairs, then who is kept.
//
// Threads:   comparePairs: a block of 256 threads compares 256 candidates with 64 earlier ones, a word of bits a thread. keepByPairs: a block of
//            1,024 threads decides about as many candidates of a segment, one a thread: it waits for the blocks of the earlier candidates one
//            after the other, drops what overlaps one of their kept ones, then decides in rounds (dropped is who overlaps a kept one; kept, who
//            overlaps no earlier one but dropped ones; a warp goes on by itself as long as it finds any).
// Memory:    a bit for each pair of a segment; at most kMaxPairBytes.
#pragma once

#include "plugins/common/detection/nms_keys.cuh"

namespace tenon::plugins
{

using PairBits = unsigned long long;

constexpr int64_t kPairTile = 64;
constexpr int64_t kMaxPairBytes = 32 << 20;
constexpr int64_t kMaxPairCandidates = 16384; //!< of a segment
constexpr int64_t kStretch = 1024;            //!< candidates of a block that decides
constexpr int64_t kStretchWarps = kStretch / 32;

//! What both kernels see. Candidates of a segment: the first `counts[segment]`, at most `most`, of `sorted + segment · capacity`.
struct NmsPairs
{
    NmsProblem problem;
    Box const* boxes;
    NmsKey const* sorted;
    int32_t const* counts;
    PairBits* bits; //!< [segments, words, most]: which of 64 earlier candidates one overlaps
    int64_t most, words;
    PairBits*
        progress; //!< [segments, stretches, warps]: the kept ones of 32; above them 1 + those of the segment so far; 0 before
    int32_t* ticket;     //!< 0 before
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

//! Stretches of a segment at most.
inline int64_t stretchesOf(NmsProblem const& problem)
{
    int64_t const most = pairCandidates(problem);
    return ((most < kMaxPairCandidates ? most : kMaxPairCandidates) + kStretch - 1) / kStretch;
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

constexpr int32_t kCompareRows = 256;

__global__ void __launch_bounds__(kCompareRows) comparePairs(NmsPairs p)
{
    __shared__ Box earlier[kPairTile];
    __shared__ float earlierAreas[kPairTile];
    int64_t const segment = blockIdx.z;
    int64_t const count = p.candidates(segment);
    int64_t const columns = static_cast<int64_t>(blockIdx.x) * kPairTile;
    int64_t const rows = static_cast<int64_t>(blockIdx.y) * kCompareRows;
    if (rows >= count || columns >= rows + kCompareRows)
    {
        return;
    }
    int64_t const image = segment / p.problem.segmentsPerImage();
    NmsKey const* const keys = p.sorted + segment * p.problem.capacity();
    auto const thread = static_cast<int32_t>(threadIdx.x);
    float const edge = p.problem.edge;
    float const threshold = p.problem.iouThreshold;
    if (thread < kPairTile)
    {
        int64_t const column = columns + thread;
        Box const box = column < count ? boxOf(p.problem, p.boxes, image, keys[column]) : Box{0, 0, 0, 0};
        earlier[thread] = box;
        earlierAreas[thread] = area(box, edge);
    }
    int64_t const row = rows + thread;
    bool const isThere = row < count && columns <= row;
    Box const mine = isThere ? boxOf(p.problem, p.boxes, image, keys[row]) : Box{0, 0, 0, 0};
    float const myArea = area(mine, edge);
    __syncthreads();
    if (!isThere)
    {
        return;
    }
    uint32_t found[2]{};
#pragma unroll
    for (int32_t half = 0; half < 2; ++half)
    {
#pragma unroll 16
        for (int32_t i = 0; i < 32; ++i)
        {
            int32_t const column = 32 * half + i;
            bool const hit = overlaps(earlier[column], earlierAreas[column], mine, myArea, edge, threshold);
            found[half] |= (hit ? 1U : 0U) << i;
        }
    }
    PairBits bits = static_cast<PairBits>(found[1]) << 32 | found[0];
    if (row - columns < kPairTile) // on the diagonal
    {
        bits &= (PairBits{1} << (row - columns)) - 1;
    }
    p.bits[(segment * p.words + blockIdx.x) * p.most + row] = bits;
}

constexpr uint32_t kAllLanes = 0xFFFFFFFFU;
constexpr int32_t kStretchWords = static_cast<int32_t>(kStretch / kPairTile);

//! Called by one warp: waits until a stretch is decided; its kept ones, 32 a lane, and the number of the segment's so far.
__device__ __forceinline__ uint32_t waitFor(PairBits const* progress, int32_t lane, int32_t& keptSoFar)
{
    auto const* const mine = static_cast<PairBits const volatile*>(progress + lane);
    PairBits word = *mine;
    while (__any_sync(kAllLanes, word >> 32 == 0))
    {
        word = *mine;
    }
    keptSoFar = static_cast<int32_t>(word >> 32) - 1;
    return static_cast<uint32_t>(word);
}

__global__ void __launch_bounds__(kStretch) keepByPairs(NmsPairs p, int32_t stretches)
{
    __shared__ alignas(8) uint32_t kept[2][kStretchWarps];
    __shared__ alignas(8) uint32_t dropped[2][kStretchWarps];
    __shared__ int32_t before[kStretchWarps]; // kept ones of this block in earlier warps
    __shared__ int32_t soFar[2], ticket, place;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const lane = thread % 32;
    int32_t const warp = thread / 32;
    // Blocks take their work in the order in which they start: those that one waits for have started.
    if (thread == 0)
    {
        ticket = atomicAdd(p.ticket, 1);
    }
    __syncthreads();
    int64_t const segment = ticket / stretches;
    int32_t const stretch = ticket % stretches;
    int64_t const count = p.candidates(segment);
    int64_t const row = stretch * kStretch + thread;
    if (stretch * kStretch >= count)
    {
        return;
    }
    int64_t const perImage = p.problem.segmentsPerImage();
    int64_t const image = segment / perImage;
    int64_t const limit = p.problem.keptPerSegment();
    NmsKey const* const keys = p.sorted + segment * p.problem.capacity();
    PairBits const* const bits = p.bits + segment * p.words * p.most + row;
    PairBits* const progress = p.progress + segment * stretches * kStretchWarps;
    bool isOpen = row < count;
    // Which words say anything about this stretch: the loads bring them near.
    PairBits const* const own = bits + static_cast<int64_t>(stretch) * kStretchWords * p.most;
    uint32_t some = 0;
#pragma unroll
    for (int32_t k = 0; k < kStretchWords; ++k)
    {
        some |= (isOpen && k <= warp / 2 && own[k * p.most] != 0 ? 1U : 0U) << k;
    }
    int32_t keptSoFar = 0;
    for (int32_t e = 0; e < stretch && keptSoFar < limit; ++e)
    {
        PairBits overlapped[kStretchWords];
#pragma unroll
        for (int32_t k = 0; k < kStretchWords; ++k)
        {
            overlapped[k] = isOpen ? bits[(static_cast<int64_t>(e) * kStretchWords + k) * p.most] : 0;
        }
        int32_t const buffer = e % 2;
        if (warp == 0)
        {
            int32_t total = 0;
            kept[buffer][lane] = waitFor(progress + e * kStretchWarps, lane, total);
            if (lane == 0)
            {
                soFar[buffer] = total;
            }
        }
        __syncthreads();
        keptSoFar = soFar[buffer];
        PairBits hits = 0;
#pragma unroll
        for (int32_t k = 0; k < kStretchWords; ++k)
        {
            hits |= overlapped[k] & reinterpret_cast<PairBits const*>(kept[buffer])[k];
        }
        isOpen = isOpen && hits == 0;
    }
    isOpen = isOpen && keptSoFar < limit;
    // Overlaps with earlier ones of this block, those of this warp by themselves.
    PairBits mine[kStretchWords];
    PairBits const maskInWarp = PairBits{kAllLanes} << (32 * (warp % 2));
    uint32_t mineInWarp = 0;
    uint32_t words = 0;
#pragma unroll
    for (int32_t k = 0; k < kStretchWords; ++k)
    {
        PairBits const word = isOpen && (some >> k & 1) != 0 ? own[k * p.most] : 0;
        PairBits const inWarp = k == warp / 2 ? maskInWarp : 0;
        mineInWarp |= static_cast<uint32_t>((word & inWarp) >> (32 * (warp % 2)));
        mine[k] = word & ~inWarp;
        words |= (__any_sync(kAllLanes, mine[k] != 0) ? 1U : 0U) << k;
    }
    uint32_t keptHere = 0;
    uint32_t droppedHere = __ballot_sync(kAllLanes, !isOpen);
    int32_t buffer = 0;
    __syncthreads(); // `kept` has been read
    if (lane == 0)
    {
        kept[0][warp] = 0;
        dropped[0][warp] = droppedHere;
    }
    while (__syncthreads_or(isOpen ? 1 : 0) != 0)
    {
        PairBits hits = 0;
        PairBits waits = 0;
        if (droppedHere != kAllLanes)
        {
#pragma unroll
            for (int32_t k = 0; k < kStretchWords; ++k)
            {
                if ((words >> k & 1) != 0)
                {
                    hits |= mine[k] & reinterpret_cast<PairBits const*>(kept[buffer])[k];
                    waits |= mine[k] & ~reinterpret_cast<PairBits const*>(dropped[buffer])[k];
                }
            }
        }
        for (bool finds = true; finds;)
        {
            bool const drops = isOpen && (hits != 0 || (mineInWarp & keptHere) != 0);
            bool const keeps = isOpen && !drops && waits == 0 && (mineInWarp & ~droppedHere) == 0;
            uint32_t const newlyDropped = __ballot_sync(kAllLanes, drops);
            uint32_t const newlyKept = __ballot_sync(kAllLanes, keeps);
            droppedHere |= newlyDropped;
            keptHere |= newlyKept;
            isOpen = isOpen && !drops && !keeps;
            finds = (newlyDropped | newlyKept) != 0;
        }
        buffer ^= 1;
        if (lane == 0)
        {
            kept[buffer][warp] = keptHere;
            dropped[buffer][warp] = droppedHere;
        }
    }
    if (warp == 0)
    {
        uint32_t chosen = kept[buffer][lane];
        int32_t const found = __popc(chosen);
        int32_t last = found; // of lanes up to this one
        for (int32_t offset = 1; offset < 32; offset *= 2)
        {
            int32_t const other = __shfl_up_sync(kAllLanes, last, offset);
            last += lane >= offset ? other : 0;
        }
        int32_t const first = last - found;
        auto const room = static_cast<int32_t>(limit - keptSoFar);
        while (first + __popc(chosen) > room && chosen != 0)
        {
            chosen &= ~(1U << (31 - __clz(static_cast<int32_t>(chosen))));
        }
        int32_t const all = __shfl_sync(kAllLanes, last, 31);
        int32_t const total = all < room ? all : room;
        *static_cast<PairBits volatile*>(progress + stretch * kStretchWarps + lane) =
            static_cast<PairBits>(static_cast<uint32_t>(keptSoFar + total) + 1) << 32 | chosen;
        before[lane] = first;
        kept[buffer][lane] = chosen;
        if (lane == 0)
        {
            place = perImage == 1 ? keptSoFar : atomicAdd(p.keptCounts + image, total);
            if (perImage == 1 && (stretch + 1) * kStretch >= count)
            {
                p.keptCounts[image] = keptSoFar + total;
            }
        }
    }
    __syncthreads();
    uint32_t const chosen = kept[buffer][warp];
    if ((chosen >> lane & 1) != 0)
    {
        int32_t const rank = before[warp] + __popc(chosen & ((1U << lane) - 1));
        p.keptKeys[image * perImage * limit + place + rank] = keys[row];
    }
}

} // namespace detail

//! Keeps what greedy suppression keeps of each segment. Launch errors are left for the caller to see.
inline void suppressByPairs(NmsPairs const& pairs, cudaStream_t stream)
{
    auto const segments = static_cast<uint32_t>(pairs.problem.images * pairs.problem.segmentsPerImage());
    auto const stretches = static_cast<int32_t>(stretchesOf(pairs.problem));
    dim3 const tiles(static_cast<uint32_t>(pairs.words),
        static_cast<uint32_t>(cuda::ceilDiv(pairs.most, int64_t{detail::kCompareRows})), segments);
    detail::comparePairs<<<tiles, detail::kCompareRows, 0, stream>>>(pairs);
    detail::keepByPairs<<<segments* static_cast<uint32_t>(stretches), kStretch, 0, stream>>>(pairs, stretches);
}

} // namespace tenon::plugins
