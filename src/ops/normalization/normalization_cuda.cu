// y = (x − mean) / sqrt(variance + epsilon) · scale + bias over some dimensions.
//
// Threads:   a block for each position in the other dimensions; with at most kKept elements a thread these stay in registers.
// Memory:    x, and what is added to it, is read once (longer ones: three times, through the caches), y written once; scale and bias come from the caches.
// Accuracy:  fp32, sums of a thread in order, then as trees; the variance is that of the differences from the mean.
#include "ops/normalization/normalization_cuda.h"

#include "ops/common/block_reduce_cuda.cuh"
#include "ops/common/element_types_cuda.cuh"

namespace tenon::ops
{
namespace
{

constexpr int32_t kKept = 8;

struct NormalizationPlace
{
    int64_t x, scale, bias;
};

__device__ __forceinline__ NormalizationPlace placeOf(NormalizationLoops const& loops, int64_t index)
{
    if (loops.count == 1)
    {
        return {index * loops.x[0], index * loops.scale[0], index * loops.bias[0]};
    }
    NormalizationPlace place{0, 0, 0};
    for (int32_t k = loops.count - 1; k >= 0; --k)
    {
        int64_t const outer = k == 0 ? 0 : index / loops.size[k];
        int64_t const step = index - outer * loops.size[k];
        place.x += step * loops.x[k];
        place.scale += step * loops.scale[k];
        place.bias += step * loops.bias[k];
        index = outer;
    }
    return place;
}

template <typename T, typename W, int32_t kThreads, bool kInRegisters>
__global__ void __launch_bounds__(kThreads) normalizePositions(__grid_constant__ NormalizationProblem const problem,
    T const* x, T const* skip, W const* scale, W const* bias, T* y)
{
    __shared__ float sums[kThreads / 32], squareSums[kThreads / 32];
    NormalizationPlace const base = placeOf(problem.kept, blockIdx.x);
    int64_t const volume = problem.averaged.volume;
    auto const load = [&](int64_t i) {
        int64_t const at = base.x + placeOf(problem.averaged, i).x;
        return skip == nullptr ? cuda::computed(x[at]) : cuda::computed(x[at]) + cuda::computed(skip[at]);
    };
    float values[kInRegisters ? kKept : 1];
    float sum = 0.0F;
    if constexpr (kInRegisters)
    {
#pragma unroll
        for (int32_t k = 0; k < kKept; ++k)
        {
            int64_t const i = threadIdx.x + k * kThreads;
            values[k] = i < volume ? load(i) : 0.0F;
            sum += values[k];
        }
    }
    else
    {
        for (int64_t i = threadIdx.x; i < volume; i += kThreads)
        {
            sum += load(i);
        }
    }
    float const mean = cuda::overBlock<kThreads>(sum, sums, cuda::SumOfTwo()) / static_cast<float>(volume);
    float squares = 0.0F;
    if constexpr (kInRegisters)
    {
#pragma unroll
        for (int32_t k = 0; k < kKept; ++k)
        {
            float const difference = threadIdx.x + k * kThreads < volume ? values[k] - mean : 0.0F;
            squares = fmaf(difference, difference, squares);
        }
    }
    else
    {
        for (int64_t i = threadIdx.x; i < volume; i += kThreads)
        {
            float const difference = load(i) - mean;
            squares = fmaf(difference, difference, squares);
        }
    }
    float const variance =
        cuda::overBlock<kThreads>(squares, squareSums, cuda::SumOfTwo()) / static_cast<float>(volume);
    float const factor = 1.0F / sqrtf(variance + problem.epsilon);
    auto const write = [&](int64_t i, float value) {
        NormalizationPlace const at = placeOf(problem.averaged, i);
        float const weighted = (value - mean) * factor * cuda::computed(scale[base.scale + at.scale]);
        y[base.x + at.x] = cuda::Stored<T>::from(weighted + cuda::computed(bias[base.bias + at.bias]));
    };
    if constexpr (kInRegisters)
    {
#pragma unroll
        for (int32_t k = 0; k < kKept; ++k)
        {
            if (int64_t const i = threadIdx.x + k * kThreads; i < volume)
            {
                write(i, values[k]);
            }
        }
    }
    else
    {
        for (int64_t i = threadIdx.x; i < volume; i += kThreads)
        {
            write(i, load(i));
        }
    }
}

} // namespace

cudaError_t launchNormalization(NormalizationProblem const& problem, void const* x, void const* skip, void const* scale,
    void const* bias, void* y, cudaStream_t stream)
{
    if (problem.kept.volume == 0 || problem.averaged.volume == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.weightType, [&](auto weightTag) {
            using W = typename decltype(weightTag)::Type;
            auto const blocks = static_cast<uint32_t>(problem.kept.volume);
            auto const run = [&](auto kernel, uint32_t threads) {
                kernel<<<blocks, threads, 0, stream>>>(problem, static_cast<T const*>(x), static_cast<T const*>(skip),
                    static_cast<W const*>(scale), static_cast<W const*>(bias), static_cast<T*>(y));
            };
            if (problem.averaged.volume <= 128 * kKept)
            {
                run(normalizePositions<T, W, 128, true>, 128);
            }
            else if (problem.averaged.volume <= 512 * kKept)
            {
                run(normalizePositions<T, W, 512, true>, 512);
            }
            else
            {
                run(normalizePositions<T, W, 512, false>, 512);
            }
            return cudaPeekAtLastError();
        });
    });
}

} // namespace tenon::ops
