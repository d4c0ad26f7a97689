// group_norm.h on CUDA.
//
// Threads:   on GPUs with clusters 1, 2, 4 or 8 blocks a group, which hold it in their shared memory and put their moments together through it; as many
//            as fit at once take one group after the other, and fetch the next one into the places of what they write. On others, and where
//            16-byte accesses are not possible, a block a group.
// Memory:    held groups are read once and written once; of groups of more than 1.7 MB what is not held is read twice, mostly from the caches.
// Accuracy:  moments of vectors in fp32, put together a thread, a block, a cluster (T. Chan, G. Golub, R. LeVeque, 1979).
#pragma once

#include "plugins/common/allowed_shared.cuh"
#include "plugins/common/async_copy.cuh"
#include "plugins/common/block_sum.cuh"
#include "plugins/common/fast_division.h"
#include "plugins/common/group_norm.h"

#include <cooperative_groups.h>

#include <atomic>

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

constexpr uint32_t kHeldThreads = 384;
constexpr int64_t kSharedOfThree = 72 * 1024; //!< bytes that each of three blocks of a multiprocessor holds
constexpr int64_t kSharedOfOne = 216 * 1024;
constexpr int64_t kMostBlocks = 8; //!< of a cluster, on every GPU that has them

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

struct NormMoments
{
    float count{0.0F}, mean{0.0F}, squares{0.0F}; //!< squares: of the differences from the mean

    __device__ __forceinline__ void join(NormMoments const& other)
    {
        float const all = count + other.count;
        float const share = all > 0.0F ? __fdividef(other.count, all) : 0.0F;
        float const difference = other.mean - mean;
        squares += fmaf(difference * difference, count * share, other.squares);
        mean = fmaf(difference, share, mean);
        count = all;
    }
    __device__ __forceinline__ void joinWarp()
    {
#pragma unroll
        for (int32_t offset = 16; offset > 0; offset /= 2)
        {
            join({__shfl_xor_sync(0xFFFFFFFFU, count, offset), __shfl_xor_sync(0xFFFFFFFFU, mean, offset),
                __shfl_xor_sync(0xFFFFFFFFU, squares, offset)});
        }
    }
};

template <typename T, typename W>
__device__ __forceinline__ void joinVector(
    NormMoments& moments, GroupNorm<T, W> const& norm, cuda::Vector<T> const& vector)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    float values[kLanes];
    float sum = 0.0F;
#pragma unroll
    for (int32_t k = 0; k < kLanes; ++k)
    {
        values[k] = normInput(norm, vector.lane[k]);
        sum += values[k];
    }
    NormMoments own{static_cast<float>(kLanes), sum * (1.0F / kLanes), 0.0F};
#pragma unroll
    for (float const value : values)
    {
        own.squares = fmaf(value - own.mean, value - own.mean, own.squares);
    }
    moments.join(own);
}

template <typename T, typename W>
__global__ void __launch_bounds__(kHeldThreads, 3) normalizeHeldGroups(HeldGroups<T, W> g)
{
#if __CUDA_ARCH__ >= 900
    using Vector = cuda::Vector<T>;
    constexpr uint32_t kParts = 4; // of what is held: moments of the first are found while the others are fetched
    extern __shared__ int4 shared[];
    __shared__ NormMoments ofWarps[kHeldThreads / 32], ofBlocks[2][kMostBlocks];
    auto* const held = reinterpret_cast<Vector*>(shared);
    GroupNorm<T, W> const& norm = g.norm;
    cooperative_groups::cluster_group const cluster = cooperative_groups::this_cluster();
    uint32_t const blocks = cluster.num_blocks();
    uint32_t const rank = cluster.block_rank();
    uint32_t const first = rank * g.piece;
    uint32_t const mine = first < g.vectors ? min(g.piece, g.vectors - first) : 0;
    uint32_t const inShared = min(mine, g.held);
    uint32_t const part = (inShared + kParts * blockDim.x - 1) / (kParts * blockDim.x) * blockDim.x;
    auto const* const from = reinterpret_cast<Vector const*>(norm.x) + first;
    auto* const to = reinterpret_cast<Vector*>(norm.y) + first;
    int64_t const stride = gridDim.x / blocks;
    int64_t group = blockIdx.x / blocks;
    // Each thread reads only what it has copied itself.
    auto const forPart = [&](uint32_t k, auto const& visit) {
        for (uint32_t i = k * part + threadIdx.x; i < min((k + 1) * part, inShared); i += blockDim.x)
        {
            visit(i);
        }
    };
    for (uint32_t k = 0; k < kParts; ++k)
    {
        forPart(k, [&](uint32_t i) { copyAsync(held + i, from + group * g.vectors + i); });
        endCopies();
    }
    if (blocks > 1)
    {
        cluster.sync(); // all have started: their shared memory is there
    }
    for (uint32_t parity = 0; group < norm.groups; group += stride, parity ^= 1)
    {
        Vector const* const in = from + group * g.vectors;
        Vector* const out = to + group * g.vectors;
        NormMoments moments;
        for (uint32_t i = inShared + threadIdx.x; i < mine; i += blockDim.x)
        {
            joinVector(moments, norm, cuda::loadCached(in[i].lane));
        }
#pragma unroll
        for (uint32_t k = 0; k < kParts; ++k)
        {
            waitForCopies(kParts - 1 - k);
            forPart(k, [&](uint32_t i) { joinVector(moments, norm, held[i]); });
        }
        moments.joinWarp();
        if (threadIdx.x % 32 == 0)
        {
            ofWarps[threadIdx.x / 32] = moments;
        }
        __syncthreads();
        if (threadIdx.x < 32)
        {
            moments = threadIdx.x < blockDim.x / 32 ? ofWarps[threadIdx.x] : NormMoments{};
            moments.joinWarp();
            if (threadIdx.x < blocks)
            {
                *cluster.map_shared_rank(&ofBlocks[parity][rank], threadIdx.x) = moments;
            }
        }
        blocks > 1 ? cluster.sync() : __syncthreads();
        moments = ofBlocks[parity][0];
        for (uint32_t other = 1; other < blocks; ++other)
        {
            moments.join(ofBlocks[parity][other]);
        }
        float const mean = moments.mean;
        float const factor = rsqrtf(moments.squares / moments.count + norm.epsilon);
        int64_t const firstChannel = group % norm.groupsPerImage * norm.channels;
        W const* const scale = norm.scale + firstChannel;
        W const* const bias = norm.bias + firstChannel;
        float slope = factor * real(scale[0]);
        float offset = real(bias[0]);
        bool const isOfOneChannel = g.plane.divisor() % Vector::kLanes == 0;
        auto const normalized = [&](uint32_t i, Vector vector) {
            uint32_t const element = (first + i) * Vector::kLanes;
            if (norm.channels > 1 && isOfOneChannel)
            {
                uint32_t const channel = g.plane.quotient(element);
                slope = factor * real(scale[channel]);
                offset = real(bias[channel]);
            }
#pragma unroll
            for (uint32_t k = 0; k < Vector::kLanes; ++k)
            {
                if (norm.channels > 1 && !isOfOneChannel)
                {
                    uint32_t const channel = g.plane.quotient(element + k);
                    slope = factor * real(scale[channel]);
                    offset = real(bias[channel]);
                }
                float const v = fmaf(normInput(norm, vector.lane[k]) - mean, slope, offset);
                vector.lane[k] = normOutput(norm, norm.relu && v < 0.0F ? norm.alpha * v : v);
            }
            cuda::storeOnce(out[i].lane, vector);
        };
        for (uint32_t i = inShared + threadIdx.x; i < mine; i += blockDim.x)
        {
            normalized(i, cuda::loadCached(in[i].lane));
        }
        bool const hasNext = group + stride < norm.groups;
        for (uint32_t k = 0; k < kParts; ++k)
        {
            forPart(k, [&](uint32_t i) {
                normalized(i, held[i]);
                if (hasNext)
                {
                    copyAsync(held + i, in + stride * g.vectors + i);
                }
            });
            endCopies();
        }
    }
#endif
}

//! Whether the kernel's code for clusters is what runs on the current device.
template <typename T, typename W>
bool holdsGroups()
{
    static bool const compiledForIt = [] {
        cudaFuncAttributes attributes{};
        return cudaFuncGetAttributes(&attributes, normalizeHeldGroups<T, W>) == cudaSuccess
            && attributes.ptxVersion >= 90;
    }();
    bool const holds = compiledForIt && allowShared<normalizeHeldGroups<T, W>>(kSharedOfOne);
    if (!holds)
    {
        static_cast<void>(cudaGetLastError()); // then there is the other kernel
    }
    return holds;
}

//! How many clusters a device runs at once; 0 where it cannot tell. What was asked for lately is remembered.
template <typename T, typename W>
int64_t clustersAtOnce(cudaLaunchConfig_t const& config, int64_t blocks)
{
    static std::atomic<uint64_t> known[16]; // the question above the answer of 20 bits
    int device = 0;
    static_cast<void>(cudaGetDevice(&device));
    uint64_t const question = ((static_cast<uint64_t>(device) << 4 | static_cast<uint64_t>(blocks)) << 5
                                  | static_cast<uint64_t>(config.blockDim.x / 32))
            << 18
        | config.dynamicSmemBytes;
    std::atomic<uint64_t>& entry = known[question % 61 % 16];
    uint64_t const found = entry.load(std::memory_order_relaxed);
    if (found >> 20 == question)
    {
        return static_cast<int64_t>(found & 0xFFFFF);
    }
    int count = 0;
    if (cudaOccupancyMaxActiveClusters(&count, normalizeHeldGroups<T, W>, &config) != cudaSuccess || count <= 0)
    {
        static_cast<void>(cudaGetLastError()); // then more are launched than run at once
        return 0;
    }
    entry.store(question << 20 | static_cast<uint64_t>(count), std::memory_order_relaxed);
    return count;
}

template <typename T, typename W>
int32_t launchHeldGroups(OnCuda const& run, GroupNorm<T, W> const& norm)
{
    int64_t const vectors = norm.channels * norm.plane / cuda::Vector<T>::kLanes;
    int64_t const bytes = vectors * cuda::kAccessBytes;
    int64_t const wanted = 2 * static_cast<int64_t>(cuda::multiprocessorCount());
    int64_t blocks = 1;
    while (blocks < kMostBlocks
        && (bytes > blocks * kSharedOfThree || (norm.groups * blocks < wanted && bytes > blocks * 16 * 1024)))
    {
        blocks *= 2;
    }
    int64_t const piece = cuda::ceilDiv(vectors, blocks);
    int64_t const held = std::min(piece, kSharedOfOne / cuda::kAccessBytes);
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
    int64_t const atOnce = clustersAtOnce<T, W>(config, blocks);
    if (atOnce > 0)
    {
        config.gridDim = dim3(static_cast<uint32_t>(std::min(norm.groups, atOnce) * blocks));
    }
    HeldGroups<T, W> const groups{norm, FastDivider(static_cast<uint32_t>(norm.plane)), static_cast<uint32_t>(vectors),
        static_cast<uint32_t>(piece), static_cast<uint32_t>(held)};
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
