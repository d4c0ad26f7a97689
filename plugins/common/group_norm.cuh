// group_norm.h on CUDA.
//
// Threads:   on GPUs with clusters 1, 2, 4 or 8 blocks a group: groups of up to 1 MiB in registers; larger ones, and those of int8, in shared memory. On
//            others, and where 16-byte accesses are not possible, a block a group.
// Memory:    held groups are read once and written once; of groups of more than 1.7 MB what is not held is read three times, mostly from the caches.
// Accuracy:  sums in fp32, one a thread; the variance is summed over differences from the mean, or from those of a group's blocks: then it is that of
//            T. Chan, G. Golub, R. LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
#pragma once

#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/block_sum.cuh"
#include "plugins/common/cluster_exchange.cuh"
#include "plugins/common/cluster_launch.cuh"
#include "plugins/common/fast_division.h"
#include "plugins/common/group_norm.h"

#include <cuda_pipeline.h>

namespace tenon::plugins
{
namespace detail
{

template <typename T, typename W>
__device__ __forceinline__ float normInput(GroupNorm<T, W> const& norm, T value)
{
    if constexpr (std::is_same_v<T, int8_t>)
    {
        return static_cast<float>(value) * norm.inputScale;
    }
    else
    {
        return real(value);
    }
}
template <typename T, typename W>
__device__ __forceinline__ T normOutput(GroupNorm<T, W> const& norm, float value)
{
    if constexpr (std::is_same_v<T, int8_t>)
    {
        return quantized(value, 1.0F / norm.outputScale);
    }
    else
    {
        return number<T>(value);
    }
}

template <typename T, typename W>
__global__ void __launch_bounds__(1024) normalizeGroupsKernel(GroupNorm<T, W> norm)
{
    __shared__ float sums[32], squares[32];
    int64_t const group = blockIdx.x;
    int64_t const count = norm.channels * norm.plane;
    T const* const x = norm.x + group * count;
    T* const y = norm.y + group * count;
    float sum = 0.0F;
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x)
    {
        sum += normInput(norm, x[i]);
    }
    float const mean = blockSum(sum, sums) / static_cast<float>(count);
    float square = 0.0F;
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x)
    {
        float const difference = normInput(norm, x[i]) - mean;
        square = fmaf(difference, difference, square);
    }
    float const factor = rsqrtf(blockSum(square, squares) / static_cast<float>(count) + norm.epsilon);
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x)
    {
        int64_t const channel = group % norm.groupsPerImage * norm.channels + i / norm.plane;
        float const v = (normInput(norm, x[i]) - mean) * factor * real(norm.scale[channel]) + real(norm.bias[channel]);
        y[i] = normOutput(norm, norm.relu && v < 0.0F ? norm.alpha * v : v);
    }
}

constexpr uint32_t kHeldThreads = 512;
constexpr int64_t kSharedOfTwo = 100 * 1024; //!< bytes that each of two blocks of a multiprocessor holds
constexpr int64_t kSharedOfOne = 216 * 1024;

//! Groups as vectors of 16 bytes.
template <typename T, typename W>
struct HeldGroups
{
    GroupNorm<T, W> norm;
    FastDivider plane;
    uint32_t vectors; //!< of a group
    uint32_t piece;   //!< of a block
    uint32_t held;    //!< of a piece, in shared memory
};

#if __CUDA_ARCH__ >= 900
//! The sum over all threads of a cluster, on all of them. `warps` and `own` are shared, one's own for each sum in a row.
__device__ __forceinline__ float clusterSum(
    cooperative_groups::cluster_group const& cluster, float value, float* warps, float* own)
{
    float const sum = blockSum(value, warps);
    if (cluster.num_blocks() == 1)
    {
        return sum;
    }
    if (threadIdx.x == 0)
    {
        *own = sum;
    }
    cluster.sync();
    float total = 0.0F;
    for (uint32_t rank = 0; rank < cluster.num_blocks(); ++rank)
    {
        total += *cluster.map_shared_rank(own, rank);
    }
    return total;
}
#endif

//! What a vector of a group becomes; `element` is its first one's place in the group.
template <typename T, typename W>
__device__ __forceinline__ void normalizeVector(GroupNorm<T, W> const& norm, FastDivider const& plane, W const* scale,
    W const* bias, uint32_t element, float mean, float factor, cuda::Vector<T>& vector)
{
    constexpr uint32_t kLanes = cuda::Vector<T>::kLanes;
    bool const isOfOneChannel = plane.divisor() % kLanes == 0;
    uint32_t channel = plane.quotient(element);
    float slope = factor * real(scale[channel]);
    float offset = real(bias[channel]);
#pragma unroll
    for (uint32_t k = 0; k < kLanes; ++k)
    {
        if (!isOfOneChannel)
        {
            channel = plane.quotient(element + k);
            slope = factor * real(scale[channel]);
            offset = real(bias[channel]);
        }
        float const v = fmaf(normInput(norm, vector.lane[k]) - mean, slope, offset);
        vector.lane[k] = normOutput(norm, norm.relu && v < 0.0F ? norm.alpha * v : v);
    }
}

template <typename T, typename W>
__global__ void __launch_bounds__(kHeldThreads) normalizeHeldGroups(HeldGroups<T, W> g)
{
#if __CUDA_ARCH__ >= 900
    using Vector = cuda::Vector<T>;
    extern __shared__ int4 shared[];
    __shared__ float warps[2][32], own[2];
    auto* const held = reinterpret_cast<Vector*>(shared);
    GroupNorm<T, W> const& norm = g.norm;
    cooperative_groups::cluster_group const cluster = cooperative_groups::this_cluster();
    int64_t const group = blockIdx.x / cluster.num_blocks();
    uint32_t const first = cluster.block_rank() * g.piece;
    uint32_t const mine = first < g.vectors ? min(g.piece, g.vectors - first) : 0;
    uint32_t const inShared = min(mine, g.held);
    auto const count = static_cast<float>(norm.channels * norm.plane);
    int64_t const begin = group * g.vectors + first;
    Vector const* const from = reinterpret_cast<Vector const*>(norm.x) + begin;
    Vector* const to = reinterpret_cast<Vector*>(norm.y) + begin;
    // Each thread reads only what it has copied itself.
    for (uint32_t i = threadIdx.x; i < inShared; i += blockDim.x)
    {
        __pipeline_memcpy_async(held + i, from + i, sizeof(Vector));
    }
    __pipeline_commit();
    auto const forEach = [&](auto const& visit) {
        for (uint32_t i = inShared + threadIdx.x; i < mine; i += blockDim.x)
        {
            visit(i, cuda::loadCached(from[i].lane));
        }
        __pipeline_wait_prior(0);
        for (uint32_t i = threadIdx.x; i < inShared; i += blockDim.x)
        {
            visit(i, held[i]);
        }
    };
    float sum = 0.0F;
    forEach([&](uint32_t, Vector const& vector) {
#pragma unroll
        for (T const lane : vector.lane)
        {
            sum += normInput(norm, lane);
        }
    });
    float const mean = clusterSum(cluster, sum, warps[0], own) / count;
    float square = 0.0F;
    forEach([&](uint32_t, Vector const& vector) {
#pragma unroll
        for (T const lane : vector.lane)
        {
            float const difference = normInput(norm, lane) - mean;
            square = fmaf(difference, difference, square);
        }
    });
    float const factor = rsqrtf(clusterSum(cluster, square, warps[1], own + 1) / count + norm.epsilon);
    W const* const scale = norm.scale + group % norm.groupsPerImage * norm.channels;
    W const* const bias = norm.bias + group % norm.groupsPerImage * norm.channels;
    forEach([&](uint32_t i, Vector vector) {
        normalizeVector(norm, g.plane, scale, bias, (first + i) * Vector::kLanes, mean, factor, vector);
        cuda::storeOnce(to[i].lane, vector);
    });
    if (cluster.num_blocks() > 1)
    {
        cluster.sync(); // nobody leaves while others read its sums
    }
#endif
}

//! Pieces of at most kItems vectors a thread, in its registers. kBlocks: blocks of kThreads a multiprocessor, or as many more smaller ones; together they
//! read some 128 KiB at once: more does not fit the L1 cache, through which they come, and takes longer (an H200: 0.96 of a copy, 0.87 with 160 KiB).
template <int32_t kItems, uint32_t kThreads, uint32_t kBlocks, typename T, typename W>
__global__ void __launch_bounds__(kThreads, kBlocks) normalizeGroupsInRegisters(HeldGroups<T, W> g)
{
#if __CUDA_ARCH__ >= 900
    using Vector = cuda::Vector<T>;
    __shared__ float warps[2][32];
    __shared__ ClusterPairs pairs;
    GroupNorm<T, W> const& norm = g.norm;
    cooperative_groups::cluster_group const cluster = cooperative_groups::this_cluster();
    uint32_t const blocks = cluster.num_blocks();
    int64_t const group = blockIdx.x / blocks;
    uint32_t const first = cluster.block_rank() * g.piece;
    auto const sizeOf = [&](uint32_t rank) {
        return rank * g.piece < g.vectors ? min(g.piece, g.vectors - rank * g.piece) : 0;
    };
    uint32_t const mine = sizeOf(cluster.block_rank());
    Vector const* const from = reinterpret_cast<Vector const*>(norm.x) + group * g.vectors + first;
    Vector held[kItems];
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        uint32_t const i = threadIdx.x + k * blockDim.x;
        if (i < mine)
        {
            held[k] = cuda::loadCached(from[i].lane);
        }
    }
    if (blocks > 1)
    {
        preparePairs(pairs, cluster);
    }
    float sum = 0.0F;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        if (threadIdx.x + k * blockDim.x < mine)
        {
#pragma unroll
            for (T const lane : held[k].lane)
            {
                sum += normInput(norm, lane);
            }
        }
    }
    sum = blockSum(sum, warps[0]);
    float const own = mine == 0 ? 0.0F : sum / static_cast<float>(mine * Vector::kLanes);
    float square = 0.0F;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        if (threadIdx.x + k * blockDim.x < mine)
        {
#pragma unroll
            for (T const lane : held[k].lane)
            {
                float const difference = normInput(norm, lane) - own;
                square = fmaf(difference, difference, square);
            }
        }
    }
    square = blockSum(square, warps[1]);
    auto const count = static_cast<float>(g.vectors * Vector::kLanes);
    float mean = own;
    if (blocks > 1)
    {
        exchangePairs(pairs, cluster, float2{sum, square});
        uint32_t const rank = threadIdx.x % 32;
        float2 const pair = rank < blocks ? pairs.of[rank] : float2{0.0F, 0.0F};
        mean = warpSum(pair.x) / count;
        auto const elements = static_cast<float>(rank < blocks ? sizeOf(rank) * Vector::kLanes : 0);
        float const difference = elements == 0.0F ? 0.0F : pair.x / elements - mean;
        square = warpSum(fmaf(elements * difference, difference, pair.y));
    }
    float const factor = rsqrtf(square / count + norm.epsilon);
    W const* const scale = norm.scale + group % norm.groupsPerImage * norm.channels;
    W const* const bias = norm.bias + group % norm.groupsPerImage * norm.channels;
    Vector* const to = reinterpret_cast<Vector*>(norm.y) + group * g.vectors + first;
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        uint32_t const i = threadIdx.x + k * blockDim.x;
        if (i < mine)
        {
            normalizeVector(norm, g.plane, scale, bias, (first + i) * Vector::kLanes, mean, factor, held[k]);
            cuda::storeOnce(to[i].lane, held[k]);
        }
    }
#endif
}

//! How many blocks a group is split into, of which each takes at most `mostBytes` if kMostClusterBlocks of them can.
inline int64_t blocksOfGroup(int64_t groups, int64_t bytes, int64_t mostBytes)
{
    int64_t const wanted = 2 * static_cast<int64_t>(cuda::multiprocessorCount());
    int64_t blocks = 1;
    while (blocks < kMostClusterBlocks
        && (bytes > blocks * mostBytes || (groups * blocks < wanted && bytes > blocks * 16 * 1024)))
    {
        blocks *= 2;
    }
    return blocks;
}

template <typename T, typename W>
int32_t launchClusters(OnCuda const& run, void (*kernel)(HeldGroups<T, W>), HeldGroups<T, W> const& groups,
    int64_t blocks, int64_t threads, int64_t sharedBytes)
{
    return launchInClusters(kernel, dim3(static_cast<uint32_t>(groups.norm.groups * blocks)),
               dim3(static_cast<uint32_t>(threads)), dim3(static_cast<uint32_t>(blocks)), sharedBytes, run.stream,
               groups)
        ? 0
        : 1;
}

template <typename T, typename W>
int32_t launchHeldGroups(OnCuda const& run, HeldGroups<T, W> groups)
{
    if (!allowShared<normalizeHeldGroups<T, W>>(kSharedOfOne))
    {
        return 1;
    }
    int64_t const blocks =
        blocksOfGroup(groups.norm.groups, int64_t{groups.vectors} * cuda::kAccessBytes, kSharedOfTwo);
    int64_t const piece = cuda::ceilDiv(int64_t{groups.vectors}, blocks);
    int64_t const room = piece * cuda::kAccessBytes <= kSharedOfTwo ? kSharedOfTwo : kSharedOfOne;
    groups.piece = static_cast<uint32_t>(piece);
    groups.held = static_cast<uint32_t>(std::min(piece, room / cuda::kAccessBytes));
    return launchClusters(run, normalizeHeldGroups<T, W>, groups, blocks,
        std::min<int64_t>(kHeldThreads, cuda::ceilDiv(piece, 32) * 32), groups.held * cuda::kAccessBytes);
}

template <int32_t kItems, uint32_t kThreads, uint32_t kBlocks, typename T, typename W>
int32_t launchInRegisters(OnCuda const& run, HeldGroups<T, W> const& groups, int64_t blocks)
{
    return launchClusters(run, normalizeGroupsInRegisters<kItems, kThreads, kBlocks, T, W>, groups, blocks,
        cuda::ceilDiv(groups.piece, 32 * kItems) * 32, 0);
}

template <typename T, typename W>
int32_t launchInRegisters(OnCuda const& run, HeldGroups<T, W> groups)
{
    int64_t const blocks =
        blocksOfGroup(groups.norm.groups, int64_t{groups.vectors} * cuda::kAccessBytes, 10 * 256 * cuda::kAccessBytes);
    int64_t const piece = cuda::ceilDiv(int64_t{groups.vectors}, blocks);
    groups.piece = static_cast<uint32_t>(piece);
    return piece <= 8 * 256 ? launchInRegisters<8, 256, 4>(run, groups, blocks)
        : piece <= 10 * 256 ? launchInRegisters<10, 256, 3>(run, groups, blocks)
        : piece <= 8 * 512  ? launchInRegisters<8, 512, 2>(run, groups, blocks)
                            : launchInRegisters<8, 1024, 1>(run, groups, blocks);
}

} // namespace detail

template <typename T, typename W>
int32_t normalizeGroups(OnCuda const& run, GroupNorm<T, W> const& norm)
{
    int64_t const count = norm.channels * norm.plane;
    if (norm.groups == 0 || count == 0)
    {
        return 0;
    }
    bool const isInVectors = cuda::isAligned(norm.x) && cuda::isAligned(norm.y) && count % cuda::Vector<T>::kLanes == 0;
    if (isInVectors && count < (int64_t{1} << 31) && norm.groups * kMostClusterBlocks < (int64_t{1} << 31)
        && compiledFor<detail::normalizeHeldGroups<T, W>>() >= 90)
    {
        detail::HeldGroups<T, W> const groups{norm, FastDivider(static_cast<uint32_t>(norm.plane)),
            static_cast<uint32_t>(count / cuda::Vector<T>::kLanes), 0, 0};
        if constexpr (sizeof(T) > 1) // bytes would be spilled
        {
            if (groups.vectors <= kMostClusterBlocks * 8 * 1024)
            {
                return detail::launchInRegisters(run, groups);
            }
        }
        return detail::launchHeldGroups(run, groups);
    }
    auto const threads = static_cast<uint32_t>(std::min<int64_t>(1024, cuda::ceilDiv(count, 32) * 32));
    detail::normalizeGroupsKernel<<<static_cast<uint32_t>(norm.groups), threads, 0, run.stream>>>(norm);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

} // namespace tenon::plugins
