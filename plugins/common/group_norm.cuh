// group_norm.h on CUDA.
//
// Threads:   on GPUs with clusters 1, 2, 4 or 8 blocks a group, which hold it in their shared memory and add up their sums through it; on others, and
//            where 16-byte accesses are not possible, a block a group.
// Memory:    held groups are read once and written once; of groups of more than 1.7 MB what is not held is read three times, mostly from the caches.
// Accuracy:  sums in fp32, one a thread; the variance is summed over differences from the mean.
#pragma once

#include "plugins/common/block_sum.cuh"
#include "plugins/common/group_norm.h"

#include <cooperative_groups.h>
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
constexpr int64_t kMostBlocks = 8; //!< of a cluster, on every GPU that has them

//! Groups as vectors of 16 bytes.
template <typename T, typename W>
struct HeldGroups
{
    GroupNorm<T, W> norm;
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
    auto const plane = static_cast<uint32_t>(norm.plane);
    bool const isOfOneChannel = plane % Vector::kLanes == 0;
    W const* const scale = norm.scale + group % norm.groupsPerImage * norm.channels;
    W const* const bias = norm.bias + group % norm.groupsPerImage * norm.channels;
    forEach([&](uint32_t i, Vector vector) {
        uint32_t const element = (first + i) * Vector::kLanes;
        uint32_t channel = element / plane;
        float slope = factor * real(scale[channel]);
        float offset = real(bias[channel]);
#pragma unroll
        for (uint32_t k = 0; k < Vector::kLanes; ++k)
        {
            if (!isOfOneChannel)
            {
                channel = (element + k) / plane;
                slope = factor * real(scale[channel]);
                offset = real(bias[channel]);
            }
            float const v = fmaf(normInput(norm, vector.lane[k]) - mean, slope, offset);
            vector.lane[k] = normOutput(norm, norm.relu && v < 0.0F ? norm.alpha * v : v);
        }
        cuda::storeOnce(to[i].lane, vector);
    });
    if (cluster.num_blocks() > 1)
    {
        cluster.sync(); // nobody leaves while others read its sums
    }
#endif
}

//! Whether the kernel's code for clusters is what runs on the current device.
template <typename T, typename W>
bool holdsGroups()
{
    static bool const compiledForIt = [] {
        cudaFuncAttributes attributes{};
        bool const known = cudaFuncGetAttributes(&attributes, normalizeHeldGroups<T, W>) == cudaSuccess
            && cudaFuncSetAttribute(normalizeHeldGroups<T, W>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                   static_cast<int>(kSharedOfOne))
                == cudaSuccess;
        static_cast<void>(cudaGetLastError()); // then there is the other kernel
        return known && attributes.ptxVersion >= 90;
    }();
    return compiledForIt;
}

template <typename T, typename W>
int32_t launchHeldGroups(OnCuda const& run, GroupNorm<T, W> const& norm)
{
    int64_t const vectors = norm.channels * norm.plane / cuda::Vector<T>::kLanes;
    int64_t const bytes = vectors * cuda::kAccessBytes;
    int64_t const wanted = 2 * static_cast<int64_t>(cuda::multiprocessorCount());
    int64_t blocks = 1;
    while (blocks < kMostBlocks
        && (bytes > blocks * kSharedOfTwo || (norm.groups * blocks < wanted && bytes > blocks * 16 * 1024)))
    {
        blocks *= 2;
    }
    int64_t const piece = cuda::ceilDiv(vectors, blocks);
    int64_t const room = piece * cuda::kAccessBytes <= kSharedOfTwo ? kSharedOfTwo : kSharedOfOne;
    int64_t const held = std::min(piece, room / cuda::kAccessBytes);
    cudaLaunchAttribute cluster{};
    cluster.id = cudaLaunchAttributeClusterDimension;
    cluster.val.clusterDim.x = static_cast<uint32_t>(blocks);
    cluster.val.clusterDim.y = cluster.val.clusterDim.z = 1;
    cudaLaunchConfig_t config{};
    config.gridDim = dim3(static_cast<uint32_t>(norm.groups * blocks));
    config.blockDim = dim3(static_cast<uint32_t>(std::min<int64_t>(kHeldThreads, cuda::ceilDiv(piece, 32) * 32)));
    config.dynamicSmemBytes = static_cast<size_t>(held * cuda::kAccessBytes);
    config.stream = run.stream;
    config.attrs = &cluster;
    config.numAttrs = 1;
    HeldGroups<T, W> const groups{
        norm, static_cast<uint32_t>(vectors), static_cast<uint32_t>(piece), static_cast<uint32_t>(held)};
    return cudaLaunchKernelEx(&config, normalizeHeldGroups<T, W>, groups) == cudaSuccess ? 0 : 1;
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
    if (isInVectors && count < (int64_t{1} << 31) && norm.groups * detail::kMostBlocks < (int64_t{1} << 31)
        && detail::holdsGroups<T, W>())
    {
        return detail::launchHeldGroups(run, norm);
    }
    auto const threads = static_cast<uint32_t>(std::min<int64_t>(1024, cuda::ceilDiv(count, 32) * 32));
    detail::normalizeGroupsKernel<<<static_cast<uint32_t>(norm.groups), threads, 0, run.stream>>>(norm);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

} // namespace tenon::plugins
