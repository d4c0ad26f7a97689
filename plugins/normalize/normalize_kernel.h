// y = x / √(Σ x² + eps) · weights[c]
//
// Threads:   across channels: on CUDA some threads a position, or a vector of positions, which hold its channels in registers (neighbours read
//            neighbours); one where there are more than 1,024. Pieces of rows on the CPU, channel by channel, so that loops run over neighbours.
//            Across an image: the sums of squares first, in the workspace, then the products.
// Memory:    held channels are read once and written once; else two reads, the second from the caches where an image fits.
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/group_norm.h"
#include "plugins/normalize/normalize.h"

#if defined(__CUDACC__)
#include "plugins/common/block_sum.cuh"
#include "plugins/common/fast_division.h"
#endif

namespace tenon::plugins::normalize
{

template <typename T>
struct Problem
{
    T const* x;
    T* y;
    float const* weights;
    int64_t images, channels, plane;
    bool shared;
    float eps;
};

//! One position of one image.
template <typename T>
struct Position
{
    Problem<T> p;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const begin = index / p.plane * p.channels * p.plane + index % p.plane;
        float sum = 0.0F;
        for (int64_t c = 0; c < p.channels; ++c)
        {
            float const v = real(p.x[begin + c * p.plane]);
            sum += v * v;
        }
        float const factor = 1.0F / sqrtf(sum + p.eps);
        for (int64_t c = 0; c < p.channels; ++c)
        {
            p.y[begin + c * p.plane] = number<T>(real(p.x[begin + c * p.plane]) * factor * p.weights[p.shared ? 0 : c]);
        }
    }
};

//! 64 positions of one image, on the CPU.
template <typename T>
struct Piece
{
    static constexpr int64_t kPositions = 64;
    Problem<T> p;

    void operator()(int64_t index) const
    {
        int64_t const pieces = (p.plane + kPositions - 1) / kPositions;
        int64_t const first = index % pieces * kPositions;
        int64_t const count = std::min(kPositions, p.plane - first);
        int64_t const begin = index / pieces * p.channels * p.plane + first;
        float factors[kPositions]{};
        for (int64_t c = 0; c < p.channels; ++c)
        {
            T const* const x = p.x + begin + c * p.plane;
            for (int64_t i = 0; i < count; ++i)
            {
                float const v = real(x[i]);
                factors[i] += v * v;
            }
        }
        for (float& factor : factors)
        {
            factor = 1.0F / std::sqrt(factor + p.eps);
        }
        for (int64_t c = 0; c < p.channels; ++c)
        {
            T const* const x = p.x + begin + c * p.plane;
            T* const y = p.y + begin + c * p.plane;
            float const weight = p.weights[p.shared ? 0 : c];
            for (int64_t i = 0; i < count; ++i)
            {
                y[i] = number<T>(real(x[i]) * factors[i] * weight);
            }
        }
    }
};

template <typename T>
struct Scale
{
    Problem<T> p;
    float const* sums; //!< one an image

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const channel = index / p.plane % p.channels;
        float const factor = 1.0F / sqrtf(sums[index / (p.channels * p.plane)] + p.eps);
        p.y[index] = number<T>(real(p.x[index]) * factor * p.weights[p.shared ? 0 : channel]);
    }
};

template <typename T>
int32_t sumSquares(OnCpu const& run, Problem<T> const& p, float* sums)
{
    return run.each(
        p.images,
        [&](int64_t image) {
            int64_t const count = p.channels * p.plane;
            sums[image] = sumOf(p.x + image * count, count, [](float v) { return v * v; });
        },
        1);
}

#if defined(__CUDACC__)
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
    __shared__ float sums[kRows][kLanes][kAcross];
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
    for (uint32_t i = threadIdx.y * kAcross + threadIdx.x; i < channels; i += kAcross * kRows)
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
#pragma unroll
    for (int32_t n = 0; n < kLanes; ++n)
    {
        sums[threadIdx.y][n][threadIdx.x] = sum[n];
    }
    __syncthreads();
    float factor[kLanes];
#pragma unroll
    for (int32_t n = 0; n < kLanes; ++n)
    {
        float all = 0.0F;
#pragma unroll
        for (auto const& row : sums)
        {
            all += row[n][threadIdx.x];
        }
        factor[n] = 1.0F / sqrtf(all + v.p.eps);
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
    VectorPositions<T> const v{
        p, FastDivider(static_cast<uint32_t>(p.plane / kLanes)), static_cast<uint32_t>(p.images * p.plane / kLanes)};
    auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(v.positions, kAcross));
    normalizePositions<kAcross, kRows, kItems, kLanes><<<blocks, dim3(kAcross, kRows), 0, run.stream>>>(v);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

//! Elements that 32 bits count, of at most 1,024 channels.
template <typename T>
int32_t normalizeHeld(OnCuda const& run, Problem<T> const& p)
{
    int64_t const positions = p.images * p.plane;
    // Wide rows, so that few lines of the cache lie in two blocks, where that leaves enough blocks.
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    bool const inVectors = p.plane % kLanes == 0 && cuda::isAligned(p.x) && cuda::isAligned(p.y)
        && positions >= 8 * 16 * kLanes * cuda::multiprocessorCount();
    if (inVectors)
    {
        return p.channels <= 128 ? launchPositions<16, 32, 4, kLanes>(run, p)
            : p.channels <= 512  ? launchPositions<16, 32, 16, kLanes>(run, p)
                                 : launchPositions<8, 64, 16, kLanes>(run, p);
    }
    bool const areFew = positions < 32 * 4 * cuda::multiprocessorCount();
    return p.channels <= 128          ? launchPositions<32, 16, 8, 1>(run, p)
        : p.channels <= 512 && areFew ? launchPositions<32, 16, 32, 1>(run, p)
        : p.channels <= 512           ? launchPositions<32, 8, 64, 1>(run, p)
                                      : launchPositions<32, 16, 64, 1>(run, p);
}

template <typename T>
int32_t normalizeAcrossChannels(OnCuda const& run, Problem<T> const& p)
{
    int64_t const count = p.channels * p.plane; // of an image
    if (p.channels > 1024 || count >= FastDivider::kEnd)
    {
        return run.each(p.images * p.plane, Position<T>{p});
    }
    return inParts(p.images, count, [&](int64_t first, int64_t images) {
        Problem<T> part = p;
        part.x += first * count;
        part.y += first * count;
        part.images = images;
        return normalizeHeld(run, part);
    });
}

template <typename T>
__global__ void __launch_bounds__(1024) sumSquaresKernel(Problem<T> p, float* sums)
{
    __shared__ float shared[32];
    int64_t const count = p.channels * p.plane;
    T const* const x = p.x + blockIdx.x * count;
    float sum = 0.0F;
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x)
    {
        float const v = real(x[i]);
        sum = fmaf(v, v, sum);
    }
    sum = blockSum(sum, shared);
    if (threadIdx.x == 0)
    {
        sums[blockIdx.x] = sum;
    }
}

template <typename T>
int32_t sumSquares(OnCuda const& run, Problem<T> const& p, float* sums)
{
    if (p.images == 0)
    {
        return 0;
    }
    sumSquaresKernel<<<static_cast<uint32_t>(p.images), 1024, 0, run.stream>>>(p, sums);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, Normalize const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    float const* const weights = floatsFor(run, impl.weights);
    if (weights == nullptr || (impl.channelShared == 0 && impl.weights.count() != x.dim(1)))
    {
        return 1;
    }
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        Problem<T> const p{x.as<T const>(), call.output(0).as<T>(), weights, x.dim(0), x.dim(1), x.dim(2) * x.dim(3),
            impl.channelShared != 0, impl.eps};
        if (impl.acrossSpatial != 0)
        {
            auto* const sums = static_cast<float*>(call.workspace());
            return sumSquares(run, p, sums) != 0 ? 1 : run.each(x.count(), Scale<T>{p, sums});
        }
        if constexpr (Run::kIsCuda)
        {
            return normalizeAcrossChannels(run, p);
        }
        else
        {
            return run.each(p.images * ((p.plane + Piece<T>::kPositions - 1) / Piece<T>::kPositions), Piece<T>{p}, 4);
        }
    });
}

} // namespace tenon::plugins::normalize
