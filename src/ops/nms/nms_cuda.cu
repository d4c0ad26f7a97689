// Greedy suppression, as nms_cpu.cpp has it, with the same results.
//
// Keys of 64 bits, an item's number above the score (turned around, so that less is better) above class and box, are sorted; of these the best `limit` of each
// item are sorted by class, which keeps their order; each class of an item suppresses its own; what is taken is found in the order of the first sort.
//
// Threads:   one score a thread; CUB's radix sorts; a block a class of an item, which compares 256 candidates at a time with the boxes taken before, by
//            chunks in shared memory, and then walks over those that are left.
// Memory:    some 40 bytes a score in the workspace.
// Accuracy:  IoU in fp32, rounded operation by operation as on the CPU; 0 where both areas are 0.
// Source:    N. Bodla et al., Soft-NMS (2017), section 3: the greedy algorithm; ONNX, NonMaxSuppression.
#include "ops/nms/nms_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/places_cuda.h"
#include "ops/common/sort_keys_cuda.cuh"

#include <cub/device/device_radix_sort.cuh>

#include <algorithm>

namespace tenon::ops
{
namespace
{

using Key = uint64_t;

constexpr uint32_t kNoScore = 0xFFFFFFFFU; //!< behind all scores
constexpr int32_t kThreads = 256;
constexpr int32_t kWords = kThreads / 32;

//! Items are groups, scores their keys, and places ranks: class · boxes + box.
struct ScoreKeys
{
    int64_t perItem;
    KeyLayout layout;

    explicit ScoreKeys(NmsProblem const& problem)
        : perItem(problem.boxes * problem.classes)
        , layout{bitsFor(perItem - 1), bitsFor(problem.items - 1)}
    {
    }
};

//! Parts of the workspace.
struct Scratch
{
    Key *keys, *sorted, *byClass;
    uint32_t* places;
    uint8_t* taken;          //!< of each place of `sorted`
    uint32_t *begins, *ends; //!< of each class of an item in `byClass`
    void* rest;
    size_t restBytes, bytes;
};

cudaError_t scratchOf(int64_t items, int64_t boxes, int64_t classes, void* workspace, Scratch& s)
{
    int64_t const scores = std::max<int64_t>(items * boxes * classes, 1);
    size_t offset = 0;
    auto const take = [&](int64_t count, size_t width) {
        size_t const at = offset;
        offset += (static_cast<size_t>(count) * width + 255) / 256 * 256;
        return workspace == nullptr ? nullptr : static_cast<void*>(static_cast<char*>(workspace) + at);
    };
    s.keys = static_cast<Key*>(take(scores, sizeof(Key)));
    s.sorted = static_cast<Key*>(take(scores, sizeof(Key)));
    s.byClass = static_cast<Key*>(take(scores, sizeof(Key)));
    s.places = static_cast<uint32_t*>(take(scores, sizeof(uint32_t)));
    s.taken = static_cast<uint8_t*>(take(scores, 1));
    s.begins = static_cast<uint32_t*>(take(items * classes, sizeof(uint32_t)));
    s.ends = static_cast<uint32_t*>(take(items * classes, sizeof(uint32_t)));
    size_t sortBytes = 0;
    Key* const none = nullptr;
    cudaError_t const sort =
        cub::DeviceRadixSort::SortKeys(nullptr, sortBytes, none, none, static_cast<uint32_t>(scores));
    size_t placesBytes = 0;
    cudaError_t const select = placesWorkspace(scores, placesBytes);
    s.restBytes = std::max(sortBytes, placesBytes);
    s.rest = take(static_cast<int64_t>(s.restBytes), 1);
    s.bytes = offset;
    return sort != cudaSuccess ? sort : select;
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    makeKeys(__grid_constant__ NmsProblem const problem, __grid_constant__ ScoreKeys const scoreKeys, Key* keys)
{
    int64_t const index = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (index >= problem.items * scoreKeys.perItem)
    {
        return;
    }
    int64_t const cls = index % problem.classes;
    int64_t const row = index / problem.classes;
    int64_t const item = row / problem.boxes;
    int64_t const rank = cls * problem.boxes + row - item * problem.boxes;
    float const score = cuda::computed(static_cast<T const*>(problem.score)[index]);
    // NaN is no score.
    bool const counts = problem.scoreThreshold != nullptr
        ? score > cuda::computed(*static_cast<T const*>(problem.scoreThreshold))
        : score == score;
    keys[item * scoreKeys.perItem + rank] = scoreKeys.layout.packed(item, counts ? ~upwards(score) : kNoScore, rank);
}

//! A class of an item above a place in `sorted`; behind them all what is not looked at.
__global__ void __launch_bounds__(kThreads) makeClassKeys(__grid_constant__ NmsProblem const problem,
    __grid_constant__ ScoreKeys const scoreKeys, Key const* sorted, Key* keys)
{
    int64_t const place = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (place >= problem.items * scoreKeys.perItem)
    {
        return;
    }
    int64_t const item = place / scoreKeys.perItem;
    Key const key = sorted[place];
    bool const isLookedAt = scoreKeys.layout.bits(key) != kNoScore && place - item * scoreKeys.perItem < problem.limit;
    int64_t const segment = isLookedAt ? item * problem.classes + scoreKeys.layout.place(key) / problem.boxes
                                       : problem.items * problem.classes;
    keys[place] = static_cast<Key>(segment) << 32U | static_cast<Key>(place);
}

//! begins and ends are 0 before.
__global__ void __launch_bounds__(kThreads)
    findSegments(Key const* byClass, int64_t count, int64_t segments, uint32_t* begins, uint32_t* ends)
{
    int64_t const at = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (at >= count)
    {
        return;
    }
    auto const segment = static_cast<int64_t>(byClass[at] >> 32U);
    int64_t const before = at == 0 ? -1 : static_cast<int64_t>(byClass[at - 1] >> 32U);
    int64_t const after = at + 1 == count ? -1 : static_cast<int64_t>(byClass[at + 1] >> 32U);
    if (segment < segments && segment != before)
    {
        begins[segment] = static_cast<uint32_t>(at);
    }
    if (segment < segments && segment != after)
    {
        ends[segment] = static_cast<uint32_t>(at + 1);
    }
}

struct Box
{
    float x0, y0, x1, y1;

    __device__ __forceinline__ float area() const { return __fmul_rn(__fsub_rn(x1, x0), __fsub_rn(y1, y0)); }
};

__device__ __forceinline__ float intersectionOverUnion(Box const& a, Box const& b)
{
    float const width = __fsub_rn(fminf(a.x1, b.x1), fmaxf(a.x0, b.x0));
    float const height = __fsub_rn(fminf(a.y1, b.y1), fmaxf(a.y0, b.y0));
    if (width <= 0.0F || height <= 0.0F)
    {
        return 0.0F;
    }
    float const both = __fmul_rn(width, height);
    float const all = __fsub_rn(__fadd_rn(a.area(), b.area()), both);
    return all > 0.0F ? __fdiv_rn(both, all) : 0.0F;
}

//! Boxes of what stands in `sorted`.
template <typename T>
struct BoxReader
{
    NmsProblem problem;
    ScoreKeys scoreKeys;
    Key const* sorted;

    __device__ __forceinline__ Box operator()(uint32_t place) const
    {
        int64_t const item = place / scoreKeys.perItem;
        int64_t const rank = scoreKeys.layout.place(sorted[place]);
        int64_t const cls = rank / problem.boxes;
        int64_t const box = rank - cls * problem.boxes;
        T const* const at = static_cast<T const*>(problem.box)
            + ((item * problem.boxes + box) * problem.boxClasses + (problem.boxClasses == 1 ? 0 : cls)) * 4;
        float const v[4]{cuda::computed(at[0]), cuda::computed(at[1]), cuda::computed(at[2]), cuda::computed(at[3])};
        if (problem.centered)
        {
            float const halfWidth = v[2] / 2;
            float const halfHeight = v[3] / 2;
            return {__fsub_rn(v[0], halfWidth), __fsub_rn(v[1], halfHeight), __fadd_rn(v[0], halfWidth),
                __fadd_rn(v[1], halfHeight)};
        }
        return {fminf(v[0], v[2]), fminf(v[1], v[3]), fmaxf(v[0], v[2]), fmaxf(v[1], v[3])};
    }
};

//! The next of a tile, from `from` on, that is alive; kThreads if none is. The same on all threads.
__device__ __forceinline__ int32_t nextAlive(uint32_t const* alive, int32_t from)
{
    for (int32_t word = from / 32; word < kWords; ++word)
    {
        uint32_t const bits = alive[word] & (word == from / 32 ? 0xFFFFFFFFU << (from % 32) : 0xFFFFFFFFU);
        if (bits != 0)
        {
            return word * 32 + __ffs(static_cast<int32_t>(bits)) - 1;
        }
    }
    return kThreads;
}

//! A block a class of an item; the places of what it takes come to stand at the beginning of its part of `byClass`.
template <typename T>
__global__ void __launch_bounds__(kThreads) suppress(__grid_constant__ BoxReader<T> const boxAt, Key* byClass,
    uint32_t const* begins, uint32_t const* ends, uint8_t* taken)
{
    __shared__ Box tile[kThreads];
    __shared__ Box chunk[kThreads];
    __shared__ uint32_t alive[kWords];
    NmsProblem const& problem = boxAt.problem;
    Key* const mine = byClass + begins[blockIdx.x];
    auto const count = static_cast<int64_t>(ends[blockIdx.x]) - begins[blockIdx.x];
    int64_t const most = problem.wideMost ? *static_cast<int64_t const*>(problem.most)
                                          : int64_t{*static_cast<int32_t const*>(problem.most)};
    float const threshold =
        problem.iouThreshold != nullptr ? cuda::computed(*static_cast<T const*>(problem.iouThreshold)) : 0.0F;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int64_t takenCount = 0;
    for (int64_t begin = 0; begin < count && takenCount < most; begin += kThreads)
    {
        bool const isThere = begin + thread < count;
        uint32_t const place = isThere ? static_cast<uint32_t>(mine[begin + thread]) : 0;
        Box const box = isThere ? boxAt(place) : Box{};
        bool isAlive = isThere;
        for (int64_t first = 0; first < takenCount; first += kThreads)
        {
            int64_t const inChunk = min(takenCount - first, int64_t{kThreads});
            __syncthreads();
            if (thread < inChunk)
            {
                chunk[thread] = boxAt(static_cast<uint32_t>(mine[first + thread]));
            }
            __syncthreads();
            for (int64_t i = 0; i < inChunk && isAlive; ++i)
            {
                isAlive = !(intersectionOverUnion(box, chunk[i]) > threshold);
            }
        }
        __syncthreads(); // nobody reads the last tile any more
        tile[thread] = box;
        uint32_t const bits = __ballot_sync(0xFFFFFFFFU, isAlive);
        if (thread % 32 == 0)
        {
            alive[thread / 32] = bits;
        }
        __syncthreads();
        for (int32_t i = nextAlive(alive, 0); i < kThreads && takenCount < most; i = nextAlive(alive, i + 1))
        {
            __syncthreads(); // all have found it
            if (thread == i)
            {
                taken[place] = 1;
                mine[takenCount] = place; // of what was looked at before
            }
            ++takenCount;
            if (thread > i && isAlive && intersectionOverUnion(box, tile[i]) > threshold)
            {
                isAlive = false;
                atomicAnd(&alive[thread / 32], ~(1U << (thread % 32)));
            }
            __syncthreads();
        }
    }
}

template <typename Index>
__global__ void __launch_bounds__(kThreads) writeRows(__grid_constant__ NmsProblem const problem,
    __grid_constant__ ScoreKeys const scoreKeys, Key const* sorted, uint32_t const* places, int64_t const* size)
{
    int64_t const count = *size;
    int64_t const stride = static_cast<int64_t>(gridDim.x) * kThreads;
    int64_t const thread = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (thread == 0)
    {
        *problem.count = static_cast<int32_t>(count);
    }
    for (int64_t j = thread; j < count; j += stride)
    {
        int64_t const rank = scoreKeys.layout.place(sorted[places[j]]);
        auto* const row = static_cast<Index*>(problem.rows) + 3 * j;
        row[0] = static_cast<Index>(places[j] / scoreKeys.perItem);
        row[1] = static_cast<Index>(rank / problem.boxes);
        row[2] = static_cast<Index>(rank % problem.boxes);
    }
}

#define TENON_TRY_CUDA(call)                                                                                           \
    if (cudaError_t const code_ = (call); code_ != cudaSuccess)                                                        \
    {                                                                                                                  \
        return code_;                                                                                                  \
    }

cudaError_t selectBoxes(NmsProblem const& problem, int64_t* size, Scratch const& s, cudaStream_t stream)
{
    ScoreKeys const scoreKeys(problem);
    int64_t const scores = problem.scores();
    int64_t const segments = problem.items * problem.classes;
    auto const blocks = static_cast<uint32_t>((scores + kThreads - 1) / kThreads);
    TENON_TRY_CUDA(cuda::withFloating(problem.type, [&](auto tag) {
        makeKeys<typename decltype(tag)::Type><<<blocks, kThreads, 0, stream>>>(problem, scoreKeys, s.keys);
        return cudaPeekAtLastError();
    }));
    size_t restBytes = s.restBytes;
    // Keys stand by their ranks, and the sort is stable: it need not look at those.
    TENON_TRY_CUDA(cub::DeviceRadixSort::SortKeys(s.rest, restBytes, s.keys, s.sorted, static_cast<uint32_t>(scores),
        scoreKeys.layout.placeBits, scoreKeys.layout.placeBits + 32 + scoreKeys.layout.groupBits, stream));
    makeClassKeys<<<blocks, kThreads, 0, stream>>>(problem, scoreKeys, s.sorted, s.keys);
    TENON_TRY_CUDA(cudaPeekAtLastError());
    restBytes = s.restBytes;
    TENON_TRY_CUDA(cub::DeviceRadixSort::SortKeys(
        s.rest, restBytes, s.keys, s.byClass, static_cast<uint32_t>(scores), 32, 32 + bitsFor(segments), stream));
    auto const zero = [&](void* data, size_t bytes) { return cudaMemsetAsync(data, 0, bytes, stream); };
    TENON_TRY_CUDA(zero(s.begins, static_cast<size_t>(segments) * sizeof *s.begins));
    TENON_TRY_CUDA(zero(s.ends, static_cast<size_t>(segments) * sizeof *s.ends));
    TENON_TRY_CUDA(zero(s.taken, static_cast<size_t>(scores)));
    findSegments<<<blocks, kThreads, 0, stream>>>(s.byClass, scores, segments, s.begins, s.ends);
    TENON_TRY_CUDA(cudaPeekAtLastError());
    TENON_TRY_CUDA(cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        suppress<T><<<static_cast<uint32_t>(segments), kThreads, 0, stream>>>(
            BoxReader<T>{problem, scoreKeys, s.sorted}, s.byClass, s.begins, s.ends, s.taken);
        return cudaPeekAtLastError();
    }));
    TENON_TRY_CUDA(findPlaces({s.taken, 1, 0xFF}, scores, s.places, size, s.rest, s.restBytes, stream));
    auto const rowBlocks = std::min<uint32_t>(blocks, 256);
    if (problem.wideRows)
    {
        writeRows<int64_t><<<rowBlocks, kThreads, 0, stream>>>(problem, scoreKeys, s.sorted, s.places, size);
    }
    else
    {
        writeRows<int32_t><<<rowBlocks, kThreads, 0, stream>>>(problem, scoreKeys, s.sorted, s.places, size);
    }
    return cudaPeekAtLastError();
}

} // namespace

bool fitsNms(int64_t items, int64_t boxes, int64_t classes)
{
    return items * boxes * classes < UINT32_MAX && bitsFor(items - 1) + bitsFor(boxes * classes - 1) <= 32;
}

cudaError_t nmsWorkspace(int64_t items, int64_t boxes, int64_t classes, size_t& bytes)
{
    Scratch s{};
    cudaError_t const code = scratchOf(items, boxes, classes, nullptr, s);
    bytes = s.bytes;
    return code;
}

cudaError_t launchNms(NmsProblem const& problem, int64_t* size, void* workspace, cudaStream_t stream)
{
    if (problem.scores() == 0)
    {
        TENON_TRY_CUDA(cudaMemsetAsync(size, 0, sizeof *size, stream));
        return cudaMemsetAsync(problem.count, 0, sizeof *problem.count, stream);
    }
    Scratch s{};
    TENON_TRY_CUDA(scratchOf(problem.items, problem.boxes, problem.classes, workspace, s));
    return selectBoxes(problem, size, s, stream);
}

} // namespace tenon::ops
