// Interpolation in each dimension in turn: see resize_cpu.cpp for the formulas, which each thread works out for its element.
//
// Threads:   one element of y each.
// Memory:    y is written once; x is read once for each tap, from the caches.
// Accuracy:  places and weights in fp32; products are summed in fp32.
#include "ops/resize/resize_cuda.h"

#include "ops/common/element_types_cuda.cuh"

namespace tenon::ops
{
namespace
{

using nvinfer1::InterpolationMode;
using nvinfer1::ResizeCoordinateTransformation;
using nvinfer1::ResizeRoundMode;
using nvinfer1::ResizeSelector;

__device__ __forceinline__ float sourcePlace(ResizeProblem const& problem, int32_t d, int64_t at)
{
    auto const o = static_cast<float>(at);
    int64_t const outSize = problem.out.size[d];
    if (outSize == 1 && problem.selector == ResizeSelector::kUPPER)
    {
        return 0.0F;
    }
    switch (problem.coordinates)
    {
    case ResizeCoordinateTransformation::kALIGN_CORNERS:
        return outSize == 1
            ? 0.0F
            : __fdiv_rn(__fmul_rn(o, static_cast<float>(problem.inSize[d] - 1)), static_cast<float>(outSize - 1));
    case ResizeCoordinateTransformation::kHALF_PIXEL: return __fadd_rn(__fdiv_rn(o + 0.5F, problem.scale[d]), -0.5F);
    default: return __fdiv_rn(o, problem.scale[d]);
    }
}

__device__ __forceinline__ int64_t clampedPlace(int64_t at, int64_t size)
{
    return at < 0 ? 0 : (at >= size ? size - 1 : at);
}

__device__ __forceinline__ int64_t nearestPlace(ResizeProblem const& problem, int32_t d, int64_t at)
{
    if (problem.same[d])
    {
        return at;
    }
    float const x = sourcePlace(problem, d, at);
    float place = 0.0F;
    switch (problem.rounding)
    {
    case ResizeRoundMode::kHALF_UP: place = floorf(x + 0.5F); break;
    case ResizeRoundMode::kHALF_DOWN: place = ceilf(x - 0.5F); break;
    case ResizeRoundMode::kCEIL: place = ceilf(x); break;
    default: place = floorf(x); break;
    }
    return clampedPlace(static_cast<int64_t>(place), problem.inSize[d]);
}

template <typename T>
struct NearestElements
{
    ResizeProblem problem;
    T const* in;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t from = 0;
        forCoordinates(
            problem.out, i, [&](int32_t d, int64_t at) { from += nearestPlace(problem, d, at) * problem.in.d[d]; });
        out[i] = in[from];
    }
};

//! kTaps elements along one dimension, as offsets, with their weights.
template <int32_t kTaps>
__device__ __forceinline__ void tapsOf(
    ResizeProblem const& problem, int32_t d, int64_t at, int64_t* offsets, float* weights)
{
    float const x = sourcePlace(problem, d, at);
    float const floor = floorf(x);
    float const t = x - floor;
    auto const first = static_cast<int64_t>(floor);
    if constexpr (kTaps == 2)
    {
        weights[0] = 1.0F - t;
        weights[1] = t;
        offsets[0] = clampedPlace(first, problem.inSize[d]) * problem.in.d[d];
        offsets[1] = clampedPlace(first + 1, problem.inSize[d]) * problem.in.d[d];
    }
    else
    {
        float const a = problem.cubicCoefficient;
        weights[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
        weights[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
        weights[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
        weights[3] = ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a;
        float sum = 0.0F;
        for (int32_t k = 0; k < 4; ++k)
        {
            int64_t const place = first - 1 + k;
            bool const outside = place < 0 || place >= problem.inSize[d];
            weights[k] = problem.excludeOutside && outside ? 0.0F : weights[k];
            sum += weights[k];
            offsets[k] = clampedPlace(place, problem.inSize[d]) * problem.in.d[d];
        }
        for (int32_t k = 0; problem.excludeOutside && k < 4; ++k)
        {
            weights[k] /= sum;
        }
    }
}

template <typename T, int32_t kTaps>
struct WeightedElements
{
    ResizeProblem problem;
    T const* in;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t offsets[Extents::kMaxRank][kTaps];
        float weights[Extents::kMaxRank][kTaps];
        int32_t changing = 0;
        int64_t combinations = 1;
        int64_t base = 0;
        // The last dimension comes first, so that its taps change fastest below.
        forCoordinates(problem.out, i, [&](int32_t d, int64_t at) {
            if (problem.same[d])
            {
                base += at * problem.in.d[d];
                return;
            }
            tapsOf<kTaps>(problem, d, at, offsets[changing], weights[changing]);
            ++changing;
            combinations *= kTaps;
        });
        float sum = 0.0F;
        for (int64_t c = 0; c < combinations; ++c)
        {
            int64_t from = base;
            float weight = 1.0F;
            int64_t rest = c;
            for (int32_t k = 0; k < changing; ++k)
            {
                auto const tap = static_cast<int32_t>(rest % kTaps);
                rest /= kTaps;
                from += offsets[k][tap];
                weight *= weights[k][tap];
            }
            sum += weight * cuda::computed(in[from]);
        }
        out[i] = cuda::Stored<T>::from(sum);
    }
};

} // namespace

cudaError_t launchResize(ResizeProblem const& problem, void const* in, void* out, cudaStream_t stream)
{
    if (problem.mode == InterpolationMode::kNEAREST)
    {
        return withElementBytes(problem.elementBytes, [&](auto element) {
            using T = decltype(element);
            return launchEach(problem.out.count,
                NearestElements<T>{problem, static_cast<T const*>(in), static_cast<T*>(out)}, stream);
        });
    }
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        auto const* const from = static_cast<T const*>(in);
        auto* const to = static_cast<T*>(out);
        return problem.mode == InterpolationMode::kCUBIC
            ? launchEach(problem.out.count, WeightedElements<T, 4>{problem, from, to}, stream)
            : launchEach(problem.out.count, WeightedElements<T, 2>{problem, from, to}, stream);
    });
}

} // namespace tenon::ops
