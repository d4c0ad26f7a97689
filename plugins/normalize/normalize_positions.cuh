// normalize_kernel.h across at most 1,024 channels on CUDA.
//
// Threads:   some a position, or a vector of positions, which hold its channels in registers (neighbours read neighbours).
// Memory:    each element is read once and written once. Rows of a block are as wide as its registers allow, and blocks begin in pairs (a cluster each) where
//            the GPU can: a sector of the cache that two blocks write a part of costs less if both do so at about the same time (an H200, planes of
//            38×38: 3 to 17 %).
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/cluster_launch.cuh"
#include "plugins/common/fast_division.h"
#include "plugins/common/run.h"
#include "plugins/normalize/normalize_problem.h"

namespace tenon::plugins::normalize
{

//! Positions in vectors of kLanes elements, aligned; a plane is whole vectors. All elements' indices, in vectors, are of 32 bits.
template <typename T>
struct VectorPositions
{
    Problem<T> p;
    FastDivider plane;  //!< in vectors
    uint32_t positions; //!< of all images, in vectors
};

//! kAcross vectors of positions a block, kRows threads each, which hold at most kItems channels of theirs.
template <int32_t kAcross, int32_t kRows, int32_t kItems, int32_t kLanes, typename T>
__global__ void __launch_bounds__(kAcross* kRows) normalizePositions(VectorPositions<T> v)
{
    struct alignas(sizeof(T) * kLanes) Lanes
    {
        T lane[kLanes];
    };
    constexpr int32_t kThreads = kAcross * kRows;
    constexpr int32_t kNumbers = kAcross * kLanes;                         //!< positions
    constexpr int32_t kSums = kAcross < 32 ? kRows * kAcross / 32 : kRows; //!< of each, one a warp
    __shared__ float sums[kSums][kNumbers];
    __shared__ float factors[kNumbers];
    __shared__ float weights[kRows * kItems];
    auto const channels = static_cast<uint32_t>(v.p.channels);
    uint32_t const position = blockIdx.x * kAcross + threadIdx.x;
    bool const isThere = position < v.positions;
    uint32_t const image = v.plane.quotient(position);
    uint32_t const plane = v.plane.divisor();
    uint32_t const begin = (image * channels + threadIdx.y) * plane + (position - image * plane);
    auto const* const x = reinterpret_cast<Lanes const*>(v.p.x);
    auto* const y = reinterpret_cast<Lanes*>(v.p.y);
    Lanes held[kItems];
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        held[k] = isThere && threadIdx.y + k * kRows < channels ? x[begin + k * kRows * plane] : Lanes{};
    }
    for (uint32_t i = threadIdx.y * kAcross + threadIdx.x; i < channels; i += kThreads)
    {
        weights[i] = v.p.weights[v.p.shared ? 0 : i];
    }
    float sum[kLanes]{};
#pragma unroll
    for (Lanes const& lanes : held)
    {
#pragma unroll
        for (int32_t n = 0; n < kLanes; ++n)
        {
            sum[n] = fmaf(real(lanes.lane[n]), real(lanes.lane[n]), sum[n]);
        }
    }
    uint32_t const thread = threadIdx.y * kAcross + threadIdx.x;
#pragma unroll
    for (int32_t n = 0; n < kLanes; ++n)
    {
#pragma unroll
        for (int32_t offset = kAcross; offset < 32; offset *= 2)
        {
            sum[n] += __shfl_xor_sync(0xFFFFFFFFU, sum[n], offset);
        }
        if (thread % 32 < kAcross)
        {
            sums[kAcross < 32 ? thread / 32 : threadIdx.y][threadIdx.x * kLanes + n] = sum[n];
        }
    }
    __syncthreads();
    for (uint32_t i = thread; i < kNumbers; i += kThreads)
    {
        float all = 0.0F;
#pragma unroll
        for (auto const& row : sums)
        {
            all += row[i];
        }
        factors[i] = 1.0F / sqrtf(all + v.p.eps);
    }
    __syncthreads();
    float factor[kLanes];
#pragma unroll
    for (int32_t n = 0; n < kLanes; ++n)
    {
        factor[n] = factors[threadIdx.x * kLanes + n];
    }
#pragma unroll
    for (int32_t k = 0; k < kItems; ++k)
    {
        uint32_t const channel = threadIdx.y + k * kRows;
        if (isThere && channel < channels)
        {
            float const weight = weights[channel];
#pragma unroll
            for (int32_t n = 0; n < kLanes; ++n)
            {
                held[k].lane[n] = number<T>(real(held[k].lane[n]) * factor[n] * weight);
            }
            y[begin + k * kRows * plane] = held[k];
        }
    }
}

template <int32_t kAcross, int32_t kRows, int32_t kItems, int32_t kLanes, typename T>
int32_t launchPositions(OnCuda const& run, Problem<T> const& p)
{
    auto const kernel = normalizePositions<kAcross, kRows, kItems, kLanes, T>;
    VectorPositions<T> const v{
        p, FastDivider(static_cast<uint32_t>(p.plane / kLanes)), static_cast<uint32_t>(p.images * p.plane / kLanes)};
    bool const inPairs = kLanes > 1 && compiledFor<normalizePositions<kAcross, kRows, kItems, kLanes, T>>() >= 90;
    int64_t const together = inPairs ? 2 : 1;
    int64_t const blocks = cuda::ceilDiv(cuda::ceilDiv(v.positions, kAcross), together) * together;
    return launchInClusters(kernel, dim3(static_cast<uint32_t>(blocks)), dim3(kAcross, kRows),
               dim3(static_cast<uint32_t>(together)), 0, run.stream, v)
        ? 0
        : 1;
}

//! Whether vectors of so many elements are possible, and their blocks, of 128 KiB each, enough for all multiprocessors.
template <int32_t kLanes, typename T>
bool isInVectors(Problem<T> const& p)
{
    constexpr auto kBytes = static_cast<int64_t>(sizeof(T));
    auto const isAligned = [](T const* pointer) {
        return reinterpret_cast<uintptr_t>(pointer) % (kBytes * kLanes) == 0;
    };
    return p.plane % kLanes == 0 && isAligned(p.x) && isAligned(p.y)
        && p.images * p.plane * p.channels * kBytes >= 2 * 128 * 1024 * int64_t{cuda::multiprocessorCount()};
}

//! Elements that 32 bits count, of at most 1,024 channels.
template <typename T>
int32_t normalizeHeld(OnCuda const& run, Problem<T> const& p)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    if (isInVectors<kLanes>(p))
    {
        return p.channels <= 128 ? launchPositions<64, 8, 16, kLanes>(run, p)
            : p.channels <= 256  ? launchPositions<32, 16, 16, kLanes>(run, p)
            : p.channels <= 512  ? launchPositions<16, 32, 16, kLanes>(run, p)
                                 : launchPositions<8, 64, 16, kLanes>(run, p);
    }
    if constexpr (kLanes > 4)
    {
        if (isInVectors<4>(p))
        {
            return p.channels <= 128 ? launchPositions<64, 8, 16, 4>(run, p)
                : p.channels <= 256  ? launchPositions<32, 8, 32, 4>(run, p)
                : p.channels <= 512  ? launchPositions<32, 16, 32, 4>(run, p)
                                     : launchPositions<16, 32, 32, 4>(run, p);
        }
    }
    bool const areFew = p.images * p.plane < 32 * 4 * cuda::multiprocessorCount();
    return p.channels <= 128          ? launchPositions<32, 16, 8, 1>(run, p)
        : p.channels <= 512 && areFew ? launchPositions<32, 16, 32, 1>(run, p)
        : p.channels <= 512           ? launchPositions<32, 8, 64, 1>(run, p)
                                      : launchPositions<32, 16, 64, 1>(run, p);
}

} // namespace tenon::plugins::normalize
