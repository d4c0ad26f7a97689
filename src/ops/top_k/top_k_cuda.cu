// The k best elements along an axis, in order.
//
// Every element becomes a key by which smaller is better: its bits made to count upwards as its values do (NaN above all, −0 as 0), turned around for
// the largest. Keys of 32 bits carry the place behind them, so that none are equal; keys of 64 bits (int64) come with places. Keys stand in the order of
// their places, and radix sorts keep that of equal ones.
//
// Threads:   one best element (k = 1): a warp a run. Runs of at most 2,048: a block each, which sorts them in shared memory. Longer ones whose best 2,048 or
//            fewer are wanted: a block each, which counts them by eleven bits of their keys at a time until few enough are left, and sorts those. Others
//            by CUB's radix sort: over the device for few, whose numbers stand above the keys, a block each for many.
// Memory:    each element is read once; three or four times, mostly from the caches, where they are counted; for radix sorts keys are written and sorted in
//            the workspace, and the first k of each run read.
// Source:    counting: T. Alabi et al., "Fast k-selection algorithms for graphics processing units", 2012.
// Accuracy:  values are copied.
#include "ops/top_k/top_k_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"
#include "ops/common/sort_keys_cuda.cuh"

#include <cub/block/block_merge_sort.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_radix_sort.cuh>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>

#include <algorithm>
#include <type_traits>

namespace tenon::ops
{
namespace
{

//! int8 and uint8 as int32.
template <typename T>
__device__ __forceinline__ auto numberOf(T value)
{
    auto const number = cuda::computed(value);
    if constexpr (sizeof(T) == 1)
    {
        return static_cast<int32_t>(number);
    }
    else
    {
        return number;
    }
}

//! By which smaller is better, and no two places are equal; places only fit behind keys of 32 bits.
template <typename T>
__device__ __forceinline__ uint64_t keyOf(T value, bool smallest, int64_t place)
{
    auto const up = upwards(numberOf(value));
    auto const key = smallest ? up : ~up;
    if constexpr (sizeof(key) == 4)
    {
        return static_cast<uint64_t>(key) << 32U | static_cast<uint32_t>(place);
    }
    else
    {
        return key;
    }
}

constexpr int64_t kMostRunsAtOnce = 64;
constexpr int64_t kMostKeysAtOnce = int64_t{1} << 22;

bool isSortedAtOnce(int64_t runs, int64_t size)
{
    return runs == 1 || (runs <= kMostRunsAtOnce && runs * size <= kMostKeysAtOnce);
}

//! Of keys of 32 bits: runs are groups where all are sorted at once.
KeyLayout layoutOf(int64_t runs, int64_t size)
{
    return {bitsFor(size - 1), isSortedAtOnce(runs, size) ? bitsFor(runs - 1) : 0};
}

//! Where element `place` of run `run` lies.
__device__ __forceinline__ int64_t elementAt(TopKProblem const& problem, int64_t run, int64_t place)
{
    int64_t const outer = run / problem.inner;
    return (outer * problem.size + place) * problem.inner + run - outer * problem.inner;
}

__device__ __forceinline__ void writeFound(
    TopKProblem const& problem, int64_t run, int64_t rank, int64_t place, void* places, int64_t& target)
{
    int64_t const outer = run / problem.inner;
    target = (outer * problem.k + rank) * problem.inner + run - outer * problem.inner;
    if (problem.widePlaces)
    {
        static_cast<int64_t*>(places)[target] = place;
    }
    else
    {
        static_cast<int32_t*>(places)[target] = static_cast<int32_t>(place);
    }
}

constexpr int32_t kBestThreads = 256;

//! One warp a run; ties of 64-bit keys go to the lower place.
template <typename T>
__global__ void __launch_bounds__(kBestThreads)
    bestOfRuns(__grid_constant__ TopKProblem const problem, T const* in, T* values, void* places)
{
    int64_t const run = static_cast<int64_t>(blockIdx.x) * (kBestThreads / 32) + threadIdx.x / 32;
    if (run >= problem.outer * problem.inner)
    {
        return;
    }
    uint64_t best = ~uint64_t{0};
    int64_t bestPlace = INT64_MAX;
    for (int64_t place = threadIdx.x % 32; place < problem.size; place += 32)
    {
        uint64_t const key = keyOf(in[elementAt(problem, run, place)], problem.smallest, place);
        bool const better = key < best || (key == best && place < bestPlace);
        best = better ? key : best;
        bestPlace = better ? place : bestPlace;
    }
    for (int32_t offset = 16; offset > 0; offset /= 2)
    {
        uint64_t const key = __shfl_xor_sync(0xFFFFFFFFU, best, offset);
        int64_t const place = __shfl_xor_sync(0xFFFFFFFFU, bestPlace, offset);
        bool const better = key < best || (key == best && place < bestPlace);
        best = better ? key : best;
        bestPlace = better ? place : bestPlace;
    }
    if (threadIdx.x % 32 == 0)
    {
        int64_t target = 0;
        writeFound(problem, run, 0, bestPlace, places, target);
        values[target] = in[elementAt(problem, run, bestPlace)];
    }
}

constexpr int64_t kMostInBlock = 2048; //!< elements of a run that a block sorts

//! An element with its place, where its key leaves no room for that.
struct WideKey
{
    uint64_t key;
    int32_t place;
};

//! A run a block.
template <typename T, int32_t kThreads, int32_t kEach>
__global__ void __launch_bounds__(kThreads)
    sortRuns(__grid_constant__ TopKProblem const problem, T const* in, T* values, void* places)
{
    constexpr bool kIsWide = sizeof(T) == 8;
    using Key = std::conditional_t<kIsWide, WideKey, uint64_t>;
    using Sort = cub::BlockMergeSort<Key, kThreads, kEach>;
    __shared__ typename Sort::TempStorage memory;
    int64_t const run = blockIdx.x;
    Key keys[kEach];
#pragma unroll
    for (int32_t i = 0; i < kEach; ++i)
    {
        // Any order does before the sort: neighbours read neighbours.
        auto const place = static_cast<int32_t>(threadIdx.x) + i * kThreads;
        bool const isThere = place < problem.size;
        uint64_t const key =
            isThere ? keyOf(in[elementAt(problem, run, place)], problem.smallest, place) : ~uint64_t{0};
        if constexpr (kIsWide)
        {
            keys[i] = {key, isThere ? place : INT32_MAX};
        }
        else
        {
            keys[i] = key;
        }
    }
    Sort(memory).Sort(keys, [](Key const& a, Key const& b) {
        if constexpr (kIsWide)
        {
            return a.key < b.key || (a.key == b.key && a.place < b.place);
        }
        else
        {
            return a < b;
        }
    });
#pragma unroll
    for (int32_t i = 0; i < kEach; ++i)
    {
        int64_t const rank = static_cast<int64_t>(threadIdx.x) * kEach + i;
        if (rank < problem.k)
        {
            int32_t place = 0;
            if constexpr (kIsWide)
            {
                place = keys[i].place;
            }
            else
            {
                place = static_cast<int32_t>(keys[i]);
            }
            int64_t target = 0;
            writeFound(problem, run, rank, place, places, target);
            values[target] = in[elementAt(problem, run, place)];
        }
    }
}

constexpr int32_t kSelectThreads = 1024;
constexpr int32_t kDigitBits = 11;
constexpr int32_t kBins = 1 << kDigitBits;

constexpr int64_t kMostSelected = int64_t{1} << 16; //!< elements of a run, however few runs there are

//! Long single runs are sorted by the whole device instead.
bool isSelected(TopKProblem const& problem)
{
    int64_t const runs = problem.outer * problem.inner;
    return problem.k <= kMostInBlock && problem.type != nvinfer1::DataType::kINT64
        && (problem.size <= kMostSelected || (runs >= 4 && problem.size <= 1 << 19));
}

//! Calls use(key, place) for all elements of a run, of a block's threads in turn.
template <typename T, typename Use>
__device__ __forceinline__ void forEachKey(TopKProblem const& problem, T const* in, int64_t run, Use const& use)
{
    constexpr int32_t kBatch = 8; // on their way at a time
    auto const size = static_cast<int32_t>(problem.size);
    for (int32_t begin = static_cast<int32_t>(threadIdx.x); begin < size; begin += kBatch * kSelectThreads)
    {
        T batch[kBatch];
#pragma unroll
        for (int32_t i = 0; i < kBatch; ++i)
        {
            int32_t const place = begin + i * kSelectThreads;
            batch[i] = place < size ? in[elementAt(problem, run, place)] : T{};
        }
#pragma unroll
        for (int32_t i = 0; i < kBatch; ++i)
        {
            int32_t const place = begin + i * kSelectThreads;
            if (place < size)
            {
                use(static_cast<uint32_t>(keyOf(batch[i], problem.smallest, 0) >> 32U), place);
            }
        }
    }
}

//! A run a block; 1 < k ≤ kMostInBlock.
template <typename T>
__global__ void __launch_bounds__(kSelectThreads)
    selectRuns(__grid_constant__ TopKProblem const problem, T const* in, T* values, void* places)
{
    constexpr int32_t kEach = kMostInBlock / kSelectThreads;
    using Sort = cub::BlockMergeSort<uint64_t, kSelectThreads, kEach>;
    using Scan = cub::BlockScan<uint32_t, kSelectThreads>;
    __shared__ union
    {
        typename Sort::TempStorage sort;
        typename Scan::TempStorage scan;
    } memory;
    __shared__ uint32_t bins[kBins];
    __shared__ uint64_t chosen[kMostInBlock];
    __shared__ uint32_t digit, before, found;
    int64_t const run = blockIdx.x;
    uint32_t const thread = threadIdx.x;
    // Keys whose bits from `shift` on are below `prefix` are among the best; of those where they are equal, the best `wanted` are.
    uint32_t prefix = 0;
    int32_t shift = 32;
    uint32_t below = 0;
    auto wanted = static_cast<uint32_t>(problem.k);
    uint32_t equal = 0;
    do
    {
        int32_t const above = shift;
        int32_t const bits = shift < kDigitBits ? shift : kDigitBits;
        shift -= bits;
        for (uint32_t bin = thread; bin < kBins; bin += kSelectThreads)
        {
            bins[bin] = 0;
        }
        __syncthreads();
        forEachKey(problem, in, run, [&](uint32_t key, int32_t) {
            if (above == 32 || key >> above == prefix)
            {
                atomicAdd(&bins[key >> shift & ((1U << bits) - 1)], 1U);
            }
        });
        __syncthreads();
        constexpr int32_t kOwn = kBins / kSelectThreads;
        uint32_t counts[kOwn];
        uint32_t sums[kOwn];
#pragma unroll
        for (int32_t i = 0; i < kOwn; ++i)
        {
            counts[i] = bins[thread * kOwn + i];
        }
        Scan(memory.scan).ExclusiveSum(counts, sums);
#pragma unroll
        for (int32_t i = 0; i < kOwn; ++i)
        {
            if (sums[i] < wanted && wanted <= sums[i] + counts[i])
            {
                digit = thread * kOwn + i;
                before = sums[i];
            }
        }
        __syncthreads();
        prefix = prefix << bits | digit;
        below += before;
        wanted -= before;
        equal = bins[digit];
        __syncthreads();
    } while (below + equal > kMostInBlock && shift > 0);
    bool const takesAll = below + equal <= kMostInBlock;
    if (thread == 0)
    {
        found = 0;
    }
    __syncthreads();
    forEachKey(problem, in, run, [&](uint32_t key, int32_t place) {
        uint32_t const head = key >> shift;
        if (head < prefix || (takesAll && head == prefix))
        {
            chosen[atomicAdd(&found, 1U)] = static_cast<uint64_t>(key) << 32U | static_cast<uint32_t>(place);
        }
    });
    if (!takesAll)
    {
        // Equal keys, more than there is room for: those that come first.
        uint32_t taken = 0;
        for (int64_t begin = 0; begin < problem.size && taken < wanted; begin += kSelectThreads)
        {
            int64_t const place = begin + thread;
            uint32_t const key = place < problem.size
                ? static_cast<uint32_t>(keyOf(in[elementAt(problem, run, place)], problem.smallest, 0) >> 32U)
                : ~prefix;
            uint32_t const isEqual = key == prefix ? 1 : 0;
            uint32_t rank = 0;
            uint32_t total = 0;
            Scan(memory.scan).ExclusiveSum(isEqual, rank, total);
            if (isEqual != 0 && taken + rank < wanted)
            {
                chosen[below + taken + rank] = static_cast<uint64_t>(key) << 32U | static_cast<uint32_t>(place);
            }
            taken += total;
            __syncthreads();
        }
    }
    __syncthreads();
    uint32_t const count = below + (takesAll ? equal : wanted);
    uint64_t keys[kEach];
#pragma unroll
    for (int32_t i = 0; i < kEach; ++i)
    {
        uint32_t const at = thread + i * kSelectThreads;
        keys[i] = at < count ? chosen[at] : ~uint64_t{0};
    }
    Sort(memory.sort).Sort(keys, [](uint64_t a, uint64_t b) { return a < b; });
#pragma unroll
    for (int32_t i = 0; i < kEach; ++i)
    {
        int64_t const rank = static_cast<int64_t>(thread) * kEach + i;
        if (rank < problem.k)
        {
            auto const place = static_cast<int64_t>(keys[i] & 0xFFFFFFFFU);
            int64_t target = 0;
            writeFound(problem, run, rank, place, places, target);
            values[target] = in[elementAt(problem, run, place)];
        }
    }
}

template <typename T>
struct MakeKeys
{
    TopKProblem problem;
    KeyLayout layout;
    T const* in;
    uint64_t* keys;
    int32_t* order; //!< null where keys carry places

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const run = i / problem.size;
        int64_t const place = i - run * problem.size;
        uint64_t const key = keyOf(in[elementAt(problem, run, place)], problem.smallest, place);
        keys[i] = order != nullptr ? key : layout.packed(run, static_cast<uint32_t>(key >> 32U), place);
        if (order != nullptr)
        {
            order[i] = static_cast<int32_t>(place);
        }
    }
};

template <typename T>
struct TakeFirst
{
    TopKProblem problem;
    KeyLayout layout;
    T const* in;
    uint64_t const* keys;
    int32_t const* order;
    T* values;
    void* places;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const run = i / problem.k;
        int64_t const rank = i - run * problem.k;
        int64_t const sorted = run * problem.size + rank;
        int64_t const place = order != nullptr ? order[sorted] : layout.place(keys[sorted]);
        int64_t target = 0;
        writeFound(problem, run, rank, place, places, target);
        values[target] = in[elementAt(problem, run, place)];
    }
};

struct TimesSize
{
    int64_t size;
    __host__ __device__ int64_t operator()(int64_t run) const { return run * size; }
};

size_t alignedUp(size_t bytes)
{
    return (bytes + 255) / 256 * 256;
}

//! Keys and places, each twice, then CUB's own.
struct TopKMemory
{
    uint64_t *keys, *sortedKeys;
    int32_t *order, *sortedOrder;
    void* scratch;
    size_t scratchBytes;
};

//! The sort; only asks for its scratch memory where that is null.
cudaError_t sortKeys(TopKMemory& memory, int64_t runs, int64_t size, bool withPlaces, cudaStream_t stream)
{
    int64_t const count = runs * size;
    KeyLayout const layout = layoutOf(runs, size);
    int32_t const first = layout.placeBits;
    int32_t const end = layout.placeBits + 32 + layout.groupBits;
    if (withPlaces ? runs == 1 : isSortedAtOnce(runs, size))
    {
        return withPlaces ? cub::DeviceRadixSort::SortPairs(memory.scratch, memory.scratchBytes, memory.keys,
                   memory.sortedKeys, memory.order, memory.sortedOrder, count, 0, 64, stream)
                          : cub::DeviceRadixSort::SortKeys(memory.scratch, memory.scratchBytes, memory.keys,
                              memory.sortedKeys, count, first, end, stream);
    }
    auto const begins = thrust::make_transform_iterator(thrust::counting_iterator<int64_t>(0), TimesSize{size});
    return withPlaces ? cub::DeviceSegmentedRadixSort::SortPairs(memory.scratch, memory.scratchBytes, memory.keys,
               memory.sortedKeys, memory.order, memory.sortedOrder, count, runs, begins, begins + 1, 0, 64, stream)
                      : cub::DeviceSegmentedRadixSort::SortKeys(memory.scratch, memory.scratchBytes, memory.keys,
                          memory.sortedKeys, count, runs, begins, begins + 1, first, end, stream);
}

} // namespace

cudaError_t topKWorkspace(int64_t runs, int64_t size, int64_t k, nvinfer1::DataType type, size_t& bytes)
{
    bool const isSelectedAlways = k <= kMostInBlock && size <= kMostSelected && type != nvinfer1::DataType::kINT64;
    if (k <= 1 || size <= kMostInBlock || isSelectedAlways)
    {
        bytes = 0;
        return cudaSuccess;
    }
    bool const withPlaces = type == nvinfer1::DataType::kINT64;
    size_t const count = static_cast<size_t>(runs * size);
    TopKMemory memory{};
    cudaError_t code = sortKeys(memory, runs, size, withPlaces, nullptr);
    size_t scratch = memory.scratchBytes;
    if (code == cudaSuccess && runs > 1)
    {
        // A profile's smaller shapes may have a single run, or few enough.
        int64_t const atOnce = withPlaces ? size : std::max(size, std::min(runs * size, kMostKeysAtOnce));
        memory = {};
        code = sortKeys(memory, 1, atOnce, withPlaces, nullptr);
        scratch = scratch < memory.scratchBytes ? memory.scratchBytes : scratch;
    }
    bytes = 2 * alignedUp(count * sizeof(uint64_t)) + (withPlaces ? 2 * alignedUp(count * sizeof(int32_t)) : 0)
        + alignedUp(scratch);
    return code;
}

cudaError_t launchTopK(TopKProblem const& problem, void const* in, void* values, void* places, void* workspace,
    size_t workspaceBytes, cudaStream_t stream)
{
    int64_t const runs = problem.outer * problem.inner;
    if (runs == 0 || problem.k == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    auto const launch = [&](auto tag) {
        using T = typename decltype(tag)::Type;
        auto const* const from = static_cast<T const*>(in);
        auto* const to = static_cast<T*>(values);
        if (problem.k == 1)
        {
            auto const blocks = static_cast<uint32_t>((runs + kBestThreads / 32 - 1) / (kBestThreads / 32));
            bestOfRuns<T><<<blocks, kBestThreads, 0, stream>>>(problem, from, to, places);
            return cudaPeekAtLastError();
        }
        if (problem.size <= kMostInBlock)
        {
            auto const blocks = static_cast<uint32_t>(runs);
            problem.size <= 512 ? sortRuns<T, 128, 4><<<blocks, 128, 0, stream>>>(problem, from, to, places)
                                : sortRuns<T, 256, 8><<<blocks, 256, 0, stream>>>(problem, from, to, places);
            return cudaPeekAtLastError();
        }
        if constexpr (sizeof(T) != 8)
        {
            if (isSelected(problem))
            {
                selectRuns<T><<<static_cast<uint32_t>(runs), kSelectThreads, 0, stream>>>(problem, from, to, places);
                return cudaPeekAtLastError();
            }
        }
        bool const withPlaces = sizeof(T) == 8;
        KeyLayout const layout = layoutOf(runs, problem.size);
        size_t const keyBytes = alignedUp(static_cast<size_t>(runs * problem.size) * sizeof(uint64_t));
        size_t const orderBytes =
            withPlaces ? alignedUp(static_cast<size_t>(runs * problem.size) * sizeof(int32_t)) : 0;
        auto* const memory = static_cast<unsigned char*>(workspace);
        auto* const orders = withPlaces ? reinterpret_cast<int32_t*>(memory + 2 * keyBytes) : nullptr;
        TopKMemory parts{reinterpret_cast<uint64_t*>(memory), reinterpret_cast<uint64_t*>(memory + keyBytes), orders,
            withPlaces ? reinterpret_cast<int32_t*>(memory + 2 * keyBytes + orderBytes) : nullptr,
            memory + 2 * keyBytes + 2 * orderBytes, workspaceBytes - 2 * keyBytes - 2 * orderBytes};
        cudaError_t code =
            launchEach(runs * problem.size, MakeKeys<T>{problem, layout, from, parts.keys, parts.order}, stream);
        code = code == cudaSuccess ? sortKeys(parts, runs, problem.size, withPlaces, stream) : code;
        return code != cudaSuccess
            ? code
            : launchEach(runs * problem.k,
                TakeFirst<T>{problem, layout, from, parts.sortedKeys, parts.sortedOrder, to, places}, stream);
    };
    switch (problem.type)
    {
    case nvinfer1::DataType::kINT8: return launch(cuda::TypeTag<int8_t>());
    case nvinfer1::DataType::kUINT8: return launch(cuda::TypeTag<uint8_t>());
    default: return cuda::withNumber(problem.type, launch);
    }
}

} // namespace tenon::ops
