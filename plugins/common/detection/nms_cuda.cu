// Threads:   one score a thread looks for candidates and appends their keys to the lists of their segments (a segment is an image's class,
//            or an image), which CUB sorts, a block each. Where segments are few, all keys have their places, and are sorted at once by segment and score; few
//            segments of at most 2,048 scores by nms_sort.cuh, in one launch with the search. A block of 1,024 threads suppresses one segment: 256 candidates
//            at a time are compared with the kept ones, a quarter of them by each quarter of the block, then with each other, and one warp walks over what
//            is left by masks of bits. Few segments with many candidates: nms_pairs.cuh. Kept ones of an image are sorted again where they come from
//            several segments.
// Memory:    a key of 8 bytes for each score, twice, and what nms_pairs.cuh says.
#include "plugins/common/detection/nms_pairs.cuh"
#include "plugins/common/detection/nms_sort.cuh"

#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_radix_sort.cuh>

#include <cmath>
#include <utility>

namespace tenon::plugins
{
namespace
{

using Key = NmsKey;

constexpr int32_t kTile = 256;
constexpr int32_t kGroups = 4;
constexpr int32_t kWords = kTile / 32;

//! Parts of the workspace.
struct Scratch
{
    Key *keys, *sorted, *keptKeys, *keptSorted;
    Box* keptBoxes;
    PairBits* progress;                    //!< the first of what is 0 before
    int32_t *counts, *keptCounts, *ticket; //!< so are these, behind it
    size_t zeroBytes;                      //!< of them all
    int64_t *begins, *ends, *keptBegins, *keptEnds;
    PairBits* pairs;
    void* sorting;
    size_t sortingBytes;
    size_t bytes;
};

constexpr int64_t kMostSegmentsAtOnce = 64;
constexpr int64_t kMostKeysAtOnce = int64_t{1} << 22;

//! Keys of all segments in one sort: a segment's number above the score above the rank, as many bits as they need.
class KeysAtOnce
{
public:
    explicit KeysAtOnce(NmsProblem const& problem)
        : segments_(problem.images * problem.segmentsPerImage())
        , total_(segments_ * problem.capacity())
        , rankBits_(bitsFor(problem.boxes * problem.classes))
        , segmentBits_(bitsFor(segments_ - 1))
    {
    }

    //! Few segments of many keys: a block each would leave most of a GPU idle.
    bool isBest() const
    {
        return segments_ == 1
            || (segments_ <= kMostSegmentsAtOnce && total_ <= kMostKeysAtOnce && rankBits_ + 32 + segmentBits_ <= 64);
    }
    //! Keys stand by their ranks, and the sort is stable: it need not look at those.
    int32_t firstBit() const { return rankBits_; }
    int32_t endBit() const { return rankBits_ + 32 + segmentBits_; }

    __device__ Key packed(int64_t segment, Key key) const
    {
        Key const score = key == kNoCandidate ? 0xFFFFFFFFU : key >> 32;
        Key const rank = key == kNoCandidate ? rankMask() : key & 0xFFFFFFFFU;
        return (segmentBits_ == 0 ? 0 : static_cast<Key>(segment) << (32 + rankBits_)) | score << rankBits_ | rank;
    }
    __device__ Key unpacked(Key packed) const
    {
        Key const rank = packed & rankMask();
        Key const score = packed >> rankBits_ & 0xFFFFFFFFU;
        return rank == rankMask() ? kNoCandidate : score << 32 | rank;
    }

private:
    static int32_t bitsFor(int64_t most)
    {
        int32_t bits = 0;
        while (most >> bits != 0)
        {
            ++bits;
        }
        return bits;
    }
    //! More than any rank.
    __device__ Key rankMask() const { return (Key{1} << rankBits_) - 1; }

    int64_t segments_, total_;
    int32_t rankBits_, segmentBits_;
};

size_t sortingBytesOf(NmsProblem const& problem)
{
    size_t first = 0;
    size_t second = 0;
    int64_t const segments = problem.images * problem.segmentsPerImage();
    Key* const none = nullptr;
    int64_t* const offsets = nullptr;
    int64_t const total = segments * problem.capacity();
    // The workspace of the largest shapes does for all, whatever they are sorted by.
    size_t atOnce = 0;
    int64_t const most = total < kMostKeysAtOnce ? total : kMostKeysAtOnce;
    cub::DeviceRadixSort::SortKeys(nullptr, atOnce, none, none, problem.capacity() > most ? problem.capacity() : most);
    cub::DeviceSegmentedRadixSort::SortKeys(nullptr, first, none, none, total, segments, offsets, offsets);
    first = atOnce > first ? atOnce : first;
    if (problem.segmentsPerImage() > 1)
    {
        cub::DeviceSegmentedRadixSort::SortKeys(
            nullptr, second, none, none, segments * problem.keptPerSegment(), problem.images, offsets, offsets);
    }
    return first > second ? first : second;
}

Scratch scratchOf(NmsProblem const& problem, void* workspace)
{
    int64_t const segments = problem.images * problem.segmentsPerImage();
    Scratch s{};
    Parts parts(workspace);
    s.keys = parts.take<Key>(segments * problem.capacity());
    s.sorted = parts.take<Key>(segments * problem.capacity());
    s.keptKeys = parts.take<Key>(segments * problem.keptPerSegment());
    s.keptSorted = parts.take<Key>(segments * problem.keptPerSegment());
    s.keptBoxes = parts.take<Box>(segments * problem.keptPerSegment());
    int64_t const words = pairBytesReserved(problem) == 0 ? 0 : segments * stretchesOf(problem) * kStretchWarps;
    int64_t const numbers = segments + problem.images + 1;
    s.zeroBytes = static_cast<size_t>(words) * sizeof(PairBits) + static_cast<size_t>(numbers) * sizeof(int32_t);
    auto* const zeros = parts.take<char>(static_cast<int64_t>(s.zeroBytes));
    if (zeros != nullptr)
    {
        s.progress = reinterpret_cast<PairBits*>(zeros);
        s.counts = reinterpret_cast<int32_t*>(s.progress + words);
        s.keptCounts = s.counts + segments;
        s.ticket = s.keptCounts + problem.images;
    }
    s.begins = parts.take<int64_t>(segments);
    s.ends = parts.take<int64_t>(segments);
    s.keptBegins = parts.take<int64_t>(problem.images);
    s.keptEnds = parts.take<int64_t>(problem.images);
    s.pairs = reinterpret_cast<PairBits*>(parts.take<char>(pairBytesReserved(problem)));
    s.sortingBytes = sortingBytesOf(problem);
    s.sorting = parts.take<char>(static_cast<int64_t>(s.sortingBytes));
    s.bytes = parts.bytes();
    return s;
}

//! Where a score lies: [image, box, label].
struct ScorePlace
{
    int64_t image, box, label, segment;

    __device__ __forceinline__ ScorePlace(NmsProblem const& problem, int64_t index)
    {
        int64_t const flat = index / problem.classes;
        label = index - flat * problem.classes;
        image = flat / problem.boxes;
        box = flat - image * problem.boxes;
        segment = problem.classAgnostic ? image : image * problem.classes + label;
    }
};

//! Candidates' keys to the lists of their segments.
template <typename T>
struct Gather
{
    CandidateTest<T> test;
    Key* keys;
    int32_t* counts;

    __device__ void operator()(int64_t index) const
    {
        NmsProblem const& problem = test.problem;
        ScorePlace const at(problem, index);
        Key const key = test.keyOf(at.image, at.box, at.label);
        if (key != kNoCandidate)
        {
            keys[at.segment * problem.capacity() + atomicAdd(counts + at.segment, 1)] = key;
        }
    }
};

//! The keys of all scores to their places, by their ranks.
template <typename T>
struct Pack
{
    CandidateTest<T> test;
    KeysAtOnce layout;
    Key* packed;

    __device__ void operator()(int64_t index) const
    {
        NmsProblem const& problem = test.problem;
        ScorePlace const at(problem, index);
        int64_t const place = problem.classAgnostic ? rankOf(problem, at.box, at.label) : at.box;
        packed[at.segment * problem.capacity() + place] =
            layout.packed(at.segment, test.keyOf(at.image, at.box, at.label));
    }
};

//! The best `most` keys of each segment, and how many there are.
struct Unpack
{
    KeysAtOnce layout;
    Key const* packed;
    int64_t capacity, most;
    Key* keys;
    int32_t* counts; //!< 0 before

    __device__ void operator()(int64_t index) const
    {
        int64_t const segment = index / most;
        int64_t const place = index - segment * most;
        int64_t const at = segment * capacity + place;
        Key const key = layout.unpacked(packed[at]);
        if (key == kNoCandidate)
        {
            return;
        }
        keys[at] = key;
        if (place + 1 == most || layout.unpacked(packed[at + 1]) == kNoCandidate)
        {
            counts[segment] = static_cast<int32_t>(place + 1);
        }
    }
};

struct Offsets
{
    int32_t const* counts;
    int64_t capacity;
    int64_t* begins;
    int64_t* ends;

    __device__ void operator()(int64_t segment) const
    {
        begins[segment] = segment * capacity;
        ends[segment] = segment * capacity + counts[segment];
    }
};

__global__ void __launch_bounds__(kTile* kGroups) suppressSegments(NmsProblem problem, Box const* boxes, Scratch s)
{
    __shared__ Box tile[kTile];
    __shared__ uint32_t masks[kTile][kWords];
    __shared__ uint32_t alive[kWords];
    __shared__ int32_t keptHere[kTile];
    __shared__ int32_t keptInTile, place;
    int64_t const segment = blockIdx.x;
    int64_t const perImage = problem.segmentsPerImage();
    int64_t const image = segment / perImage;
    int64_t const most = problem.keptPerSegment();
    int64_t count = s.counts[segment];
    count = count < problem.topK ? count : problem.topK;
    Key const* const keys = s.sorted + segment * problem.capacity();
    Box* const keptBoxes = s.keptBoxes + segment * most;
    auto const member = static_cast<int32_t>(threadIdx.x % kTile);
    auto const group = static_cast<int32_t>(threadIdx.x / kTile);
    int64_t kept = 0;
    for (int64_t begin = 0; begin < count && kept < most; begin += kTile)
    {
        bool const isThere = begin + member < count;
        if (group == 0 && isThere)
        {
            tile[member] = boxOf(problem, boxes, image, keys[begin + member]);
        }
        if (threadIdx.x < kWords)
        {
            alive[threadIdx.x] = 0xFFFFFFFFU;
        }
        __syncthreads();
        Box const mine = isThere ? tile[member] : Box{0, 0, 0, 0};
        float const myArea = area(mine, problem.edge);
        bool dead = !isThere;
        for (int64_t k = group; k < kept && !dead; k += kGroups)
        {
            Box const other = keptBoxes[k];
            dead = overlaps(other, area(other, problem.edge), mine, myArea, problem.edge, problem.iouThreshold);
        }
        if (dead)
        {
            atomicAnd(&alive[member / 32], ~(1U << (member % 32)));
        }
        // Each quarter of the block has two words of the mask of later ones that this one overlaps.
        for (int32_t word = group * kWords / kGroups; word < (group + 1) * kWords / kGroups; ++word)
        {
            uint32_t bits = 0;
            for (int32_t bit = 0; bit < 32; ++bit)
            {
                int32_t const other = word * 32 + bit;
                if (isThere && other > member && begin + other < count
                    && overlaps(
                        mine, myArea, tile[other], area(tile[other], problem.edge), problem.edge, problem.iouThreshold))
                {
                    bits |= 1U << bit;
                }
            }
            masks[member][word] = bits;
        }
        __syncthreads();
        if (threadIdx.x < 32)
        {
            auto const lane = static_cast<int32_t>(threadIdx.x);
            uint32_t word = lane < kWords ? alive[lane] : 0;
            int32_t found = 0;
            while (kept + found < most)
            {
                uint32_t const lanes = __ballot_sync(0xFFFFFFFFU, word != 0);
                if (lanes == 0)
                {
                    break;
                }
                int32_t const first = __ffs(static_cast<int32_t>(lanes)) - 1;
                int32_t const bit = __ffs(static_cast<int32_t>(__shfl_sync(0xFFFFFFFFU, word, first))) - 1;
                int32_t const index = first * 32 + bit;
                if (lane == first)
                {
                    word &= ~(1U << bit);
                }
                if (lane < kWords)
                {
                    word &= ~masks[index][lane];
                }
                if (lane == 0)
                {
                    keptHere[found] = index;
                }
                ++found;
            }
            if (lane == 0)
            {
                keptInTile = found;
                place = atomicAdd(s.keptCounts + image, found);
            }
        }
        __syncthreads();
        for (int32_t i = static_cast<int32_t>(threadIdx.x); i < keptInTile; i += static_cast<int32_t>(blockDim.x))
        {
            keptBoxes[kept + i] = tile[keptHere[i]];
            s.keptKeys[image * perImage * most + place + i] = keys[begin + keptHere[i]];
        }
        kept += keptInTile;
        __syncthreads();
    }
}

struct Write
{
    NmsProblem problem;
    Key const* keys;
    int32_t const* keptCounts;
    Kept* kept;
    int32_t* counts;

    __device__ void operator()(int64_t index) const
    {
        int64_t const image = index / problem.keepTopK;
        int64_t const place = index % problem.keepTopK;
        int64_t const count = keptCounts[image] < problem.keepTopK ? keptCounts[image] : problem.keepTopK;
        if (place == 0)
        {
            counts[image] = static_cast<int32_t>(count);
        }
        if (place < count)
        {
            Key const key = keys[image * problem.segmentsPerImage() * problem.keptPerSegment() + place];
            kept[index] = keptOf(problem, scoreOf(static_cast<uint32_t>(key >> 32)), static_cast<uint32_t>(key));
        }
    }
};

int32_t failedUnless(cudaError_t code)
{
    return code == cudaSuccess ? 0 : 1;
}

//! The candidates of each segment in order, of its best `topK` at least, to `sorted`.
int32_t findAndSort(OnCuda const& run, NmsProblem const& problem, ScoreView const& scores, float raw, Scratch& s)
{
    int64_t const segments = problem.images * problem.segmentsPerImage();
    int64_t const total = segments * problem.capacity();
    KeysAtOnce const layout(problem);
    size_t sortingBytes = s.sortingBytes;
    int32_t status = run.fill(s.progress, 0, static_cast<int64_t>(s.zeroBytes));
    status |= run.withType(scores.type, [&](auto element) {
        CandidateTest<decltype(element)> const test{problem, scores, raw};
        int64_t const count = problem.images * problem.boxes * problem.classes;
        return layout.isBest() ? run.each(count, Pack<decltype(element)>{test, layout, s.keys})
                               : run.each(count, Gather<decltype(element)>{test, s.keys, s.counts});
    });
    if (layout.isBest())
    {
        status |= failedUnless(cub::DeviceRadixSort::SortKeys(
            s.sorting, sortingBytes, s.keys, s.sorted, total, layout.firstBit(), layout.endBit(), run.stream));
        int64_t const most = pairCandidates(problem);
        status |= run.each(segments * most, Unpack{layout, s.sorted, problem.capacity(), most, s.keys, s.counts});
        std::swap(s.keys, s.sorted);
        return status;
    }
    status |= run.each(segments, Offsets{s.counts, problem.capacity(), s.begins, s.ends});
    return status
        | failedUnless(cub::DeviceSegmentedRadixSort::SortKeys(
            s.sorting, sortingBytes, s.keys, s.sorted, total, segments, s.begins, s.ends, 0, 64, run.stream));
}

} // namespace

size_t nmsCudaWorkspaceBytes(NmsProblem const& problem)
{
    return scratchOf(problem, nullptr).bytes;
}

int32_t nmsOnCuda(NmsProblem const& problem, ScoreView const& scores, Box const* boxes, Kept* kept, int32_t* counts,
    void* workspace, cudaStream_t stream)
{
    OnCuda const run{stream};
    int64_t const segments = problem.images * problem.segmentsPerImage();
    if (segments * problem.capacity() == 0)
    {
        return run.fill(counts, 0, problem.images * static_cast<int64_t>(sizeof(int32_t)));
    }
    Scratch s = scratchOf(problem, workspace);
    double const t = problem.scoreThreshold;
    float const raw = !scores.sigmoid || t <= 0.0
        ? -INFINITY
        : (t >= 1.0 ? 15.0F : static_cast<float>(std::log(t / (1.0 - t))) - 1e-2F);
    int32_t status = 0;
    if (sortsInOneLaunch(problem))
    {
        status |= run.withType(scores.type, [&](auto element) {
            using T = decltype(element);
            sortSegments(CandidateTest<T>{problem, scores, raw}, s.sorted, s.counts, s.progress,
                static_cast<int64_t>(s.zeroBytes / sizeof(int32_t)), stream);
            return 0;
        });
    }
    else
    {
        status |= findAndSort(run, problem, scores, raw, s);
    }
    if (comparesPairs(problem))
    {
        int64_t const most = pairCandidates(problem);
        suppressByPairs({problem, boxes, s.sorted, s.counts, s.pairs, most, (most + kPairTile - 1) / kPairTile,
                            s.progress, s.ticket, s.keptKeys, s.keptCounts},
            stream);
    }
    else
    {
        suppressSegments<<<static_cast<uint32_t>(segments), kTile * kGroups, 0, stream>>>(problem, boxes, s);
    }
    Key const* final = s.keptKeys;
    if (problem.segmentsPerImage() > 1)
    {
        int64_t const perImage = problem.segmentsPerImage() * problem.keptPerSegment();
        status |= run.each(problem.images, Offsets{s.keptCounts, perImage, s.keptBegins, s.keptEnds});
        status |= failedUnless(cub::DeviceSegmentedRadixSort::SortKeys(s.sorting, s.sortingBytes, s.keptKeys,
            s.keptSorted, problem.images * perImage, problem.images, s.keptBegins, s.keptEnds, 0, 64, stream));
        final = s.keptSorted;
    }
    status |= run.each(problem.images * problem.keepTopK, Write{problem, final, s.keptCounts, kept, counts});
    return status != 0 || cudaPeekAtLastError() != cudaSuccess ? 1 : 0;
}

} // namespace tenon::plugins
