// The k best elements along an axis, in order.
//
// Every element becomes a key by which smaller is better: its bits made to count upwards as its values do (NaN above all, −0 as 0), turned around for
// the largest. Keys of 32 bits carry the place behind them, so that none are equal; keys of 64 bits (int64) come with places and a sort that keeps
// the order of equal ones.
//
// Threads:   one best element (k = 1): a warp a run. Else CUB's radix sort: over the device for a single run, a block a run for several.
// Memory:    k = 1: each element is read once. Else keys are written and sorted in the workspace, and the first k of each run read.
// Accuracy:  values are copied.
#include "ops/top_k/top_k_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_radix_sort.cuh>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>

namespace tenon::ops
{
namespace
{

//! Counts upwards as the values do.
__device__ __forceinline__ uint32_t upwards(float value)
{
    if (value != value)
    {
        return 0xFFFFFFFFU;
    }
    uint32_t const bits = __float_as_uint(value == 0.0F ? 0.0F : value);
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}
__device__ __forceinline__ uint32_t upwards(int32_t value)
{
    return static_cast<uint32_t>(value) ^ 0x80000000U;
}
__device__ __forceinline__ uint64_t upwards(int64_t value)
{
    return static_cast<uint64_t>(value) ^ 0x8000000000000000ULL;
}

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

template <typename T>
struct MakeKeys
{
    TopKProblem problem;
    T const* in;
    uint64_t* keys;
    int32_t* order; //!< null where keys carry places

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const run = i / problem.size;
        int64_t const place = i - run * problem.size;
        keys[i] = keyOf(in[elementAt(problem, run, place)], problem.smallest, place);
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
        int64_t const place = order != nullptr ? order[sorted] : static_cast<int64_t>(keys[sorted] & 0xFFFFFFFFU);
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
    auto const begins = thrust::make_transform_iterator(thrust::counting_iterator<int64_t>(0), TimesSize{size});
    if (runs == 1)
    {
        return withPlaces ? cub::DeviceRadixSort::SortPairs(memory.scratch, memory.scratchBytes, memory.keys,
                   memory.sortedKeys, memory.order, memory.sortedOrder, count, 0, 64, stream)
                          : cub::DeviceRadixSort::SortKeys(memory.scratch, memory.scratchBytes, memory.keys,
                              memory.sortedKeys, count, 0, 64, stream);
    }
    return withPlaces ? cub::DeviceSegmentedRadixSort::SortPairs(memory.scratch, memory.scratchBytes, memory.keys,
               memory.sortedKeys, memory.order, memory.sortedOrder, count, runs, begins, begins + 1, 0, 64, stream)
                      : cub::DeviceSegmentedRadixSort::SortKeys(memory.scratch, memory.scratchBytes, memory.keys,
                          memory.sortedKeys, count, runs, begins, begins + 1, 0, 64, stream);
}

} // namespace

cudaError_t topKWorkspace(int64_t runs, int64_t size, nvinfer1::DataType type, size_t& bytes)
{
    bool const withPlaces = type == nvinfer1::DataType::kINT64;
    size_t const count = static_cast<size_t>(runs * size);
    TopKMemory memory{};
    // A profile's smaller shapes may have a single run.
    cudaError_t code = sortKeys(memory, runs, size, withPlaces, nullptr);
    size_t scratch = memory.scratchBytes;
    if (code == cudaSuccess && runs > 1)
    {
        memory = {};
        code = sortKeys(memory, 1, size, withPlaces, nullptr);
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
        bool const withPlaces = sizeof(T) == 8;
        size_t const keyBytes = alignedUp(static_cast<size_t>(runs * problem.size) * sizeof(uint64_t));
        size_t const orderBytes =
            withPlaces ? alignedUp(static_cast<size_t>(runs * problem.size) * sizeof(int32_t)) : 0;
        auto* const memory = static_cast<unsigned char*>(workspace);
        auto* const orders = withPlaces ? reinterpret_cast<int32_t*>(memory + 2 * keyBytes) : nullptr;
        TopKMemory parts{reinterpret_cast<uint64_t*>(memory), reinterpret_cast<uint64_t*>(memory + keyBytes), orders,
            withPlaces ? reinterpret_cast<int32_t*>(memory + 2 * keyBytes + orderBytes) : nullptr,
            memory + 2 * keyBytes + 2 * orderBytes, workspaceBytes - 2 * keyBytes - 2 * orderBytes};
        cudaError_t code = launchEach(runs * problem.size, MakeKeys<T>{problem, from, parts.keys, parts.order}, stream);
        code = code == cudaSuccess ? sortKeys(parts, runs, problem.size, withPlaces, stream) : code;
        return code != cudaSuccess
            ? code
            : launchEach(
                runs * problem.k, TakeFirst<T>{problem, from, parts.sortedKeys, parts.sortedOrder, to, places}, stream);
    };
    switch (problem.type)
    {
    case nvinfer1::DataType::kINT8: return launch(cuda::TypeTag<int8_t>());
    case nvinfer1::DataType::kUINT8: return launch(cuda::TypeTag<uint8_t>());
    default: return cuda::withNumber(problem.type, launch);
    }
}

} // namespace tenon::ops
