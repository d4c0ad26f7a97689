// y[n, c, i, j] = x[n, c] at grid[n, i, j]: see grid_sample_cpu.cpp for the formulas.
//
// Threads:   one element of y each, neighbours of a row side by side; each works out its taps (the grid comes from the caches for all channels but
//            the first).
// Memory:    x is read once for each tap, from the caches; y is written once.
// Accuracy:  coordinates, weights and sums in fp32.
#include "ops/grid_sample/grid_sample_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::InterpolationMode;
using nvinfer1::SampleMode;

//! Mirrored at the centres (alignCorners) or outer edges of the outermost elements.
__device__ __forceinline__ float mirrored(float at, int64_t size, bool alignCorners)
{
    float const low = alignCorners ? 0.0F : -0.5F;
    float const span = alignCorners ? static_cast<float>(size - 1) : static_cast<float>(size);
    if (span <= 0.0F || !isfinite(at))
    {
        return 0.0F;
    }
    float const distance = fabsf(at - low);
    float const turns = floorf(distance / span);
    float const rest = distance - turns * span;
    return fmodf(turns, 2.0F) == 0.0F ? rest + low : span - rest + low;
}

//! The place of an element in a dimension; −1 where it counts as 0.
__device__ __forceinline__ int64_t placeIn(int64_t at, int64_t size, GridSampleProblem const& problem)
{
    if (at >= 0 && at < size)
    {
        return at;
    }
    switch (problem.sampleMode)
    {
    case SampleMode::kCLAMP: return at < 0 ? 0 : size - 1;
    case SampleMode::kREFLECT:
    {
        auto const place = static_cast<int64_t>(roundf(mirrored(static_cast<float>(at), size, problem.alignCorners)));
        return place < 0 ? 0 : (place >= size ? size - 1 : place);
    }
    default: return -1;
    }
}

struct GridTaps
{
    int32_t count;
    int64_t place[4];
    float weight[4];
};

__device__ __forceinline__ GridTaps gridTaps(float normalized, int64_t size, GridSampleProblem const& problem)
{
    auto const n = static_cast<float>(size);
    float at = problem.alignCorners ? (normalized + 1.0F) * 0.5F * (n - 1.0F) : ((normalized + 1.0F) * n - 1.0F) * 0.5F;
    bool const cubic = problem.mode == InterpolationMode::kCUBIC;
    if (!cubic && problem.sampleMode == SampleMode::kREFLECT)
    {
        at = mirrored(at, size, problem.alignCorners);
    }
    if (!cubic && problem.sampleMode != SampleMode::kFILL)
    {
        at = fminf(fmaxf(at, 0.0F), static_cast<float>(size - 1));
    }
    // Far outside, and NaN, an element can no longer be counted: what is there is 0 or the edge.
    at = at >= -1e9F && at <= 1e9F ? at : -1e9F;
    GridTaps taps{};
    taps.count = 1;
    taps.weight[0] = 1.0F;
    if (problem.mode == InterpolationMode::kNEAREST)
    {
        taps.place[0] = placeIn(static_cast<int64_t>(rintf(at)), size, problem);
        return taps;
    }
    float const floor = floorf(at);
    float const t = at - floor;
    if (cubic)
    {
        constexpr float a = -0.75F;
        taps.weight[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
        taps.weight[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
        taps.weight[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
        taps.weight[3] = ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a;
    }
    else
    {
        taps.weight[0] = 1.0F - t;
        taps.weight[1] = t;
    }
    taps.count = cubic ? 4 : 2;
    for (int32_t i = 0; i < taps.count; ++i)
    {
        taps.place[i] = placeIn(static_cast<int64_t>(floor) + i - (cubic ? 1 : 0), size, problem);
    }
    return taps;
}

template <typename T, typename G>
struct GridSampling
{
    GridSampleProblem problem;
    T const* x;
    G const* grid;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const map = i / problem.places;
        int64_t const place = map / problem.channels * problem.places + i - map * problem.places;
        G const* const at = grid + problem.numbers * place;
        GridTaps const columns = gridTaps(cuda::computed(at[0]), problem.width, problem);
        GridTaps const rows = gridTaps(cuda::computed(at[1]), problem.height, problem);
        GridTaps planes{};
        planes.count = 1;
        planes.weight[0] = 1.0F;
        if (problem.numbers == 3)
        {
            planes = gridTaps(cuda::computed(at[2]), problem.depth, problem);
        }
        int64_t const plane = problem.height * problem.width;
        T const* const from = x + map * problem.depth * plane;
        float sum = 0.0F;
        for (int32_t d = 0; d < planes.count; ++d)
        {
            for (int32_t r = 0; r < rows.count; ++r)
            {
                float const weight = planes.weight[d] * rows.weight[r];
                for (int32_t k = 0; k < columns.count; ++k)
                {
                    bool const inside = planes.place[d] >= 0 && rows.place[r] >= 0 && columns.place[k] >= 0;
                    sum += inside ? weight * columns.weight[k]
                            * cuda::computed(
                                from[planes.place[d] * plane + rows.place[r] * problem.width + columns.place[k]])
                                  : 0.0F;
                }
            }
        }
        y[i] = cuda::Stored<T>::from(sum);
    }
};

} // namespace

cudaError_t launchGridSample(
    GridSampleProblem const& problem, void const* x, void const* grid, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.gridType, [&](auto gridTag) {
            using G = typename decltype(gridTag)::Type;
            GridSampling<T, G> const all{
                problem, static_cast<T const*>(x), static_cast<G const*>(grid), static_cast<T*>(y)};
            return launchEach(problem.batch * problem.channels * problem.places, all, stream);
        });
    });
}

} // namespace tenon::ops
