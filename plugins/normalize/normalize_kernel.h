// y = x / √(Σ x² + eps) · weights[c]
//
// Threads:   across channels: on CUDA what normalize_positions.cuh says, and one thread a position where there are more than 1,024. Pieces of rows on the
//            CPU, channel by channel, so that loops run over neighbours. Across an image: the sums of squares first, in the workspace, then the products.
// Memory:    two reads, the second from the caches where an image fits, and one write.
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/group_norm.h"
#include "plugins/normalize/normalize_problem.h"

#if defined(__CUDACC__)
#include "plugins/common/block_sum.cuh"
#include "plugins/normalize/normalize_positions.cuh"
#endif

namespace tenon::plugins::normalize
{

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
