// y[n, c, i, j] = x[n, c] at grid[n, i, j] = (u, v), with column and row
//
//     alignCorners  (u + 1) / 2 · (W − 1)
//     else          ((u + 1) · W − 1) / 2
//
// and the nearest element (halves to even), the four around it (linear) or the sixteen around it (Keys' cubic, a = −0.75). Volumes have a third
// number for the plane, and twice (four times) as many elements around a place.
//
// Loops:     places of the grid; for each, the taps (offsets and weights) are worked out once and used for all channels.
// Threads:   rows of the grid.
// Memory:    the grid is read once; x once for each tap and channel; y is written once.
// Accuracy:  coordinates and weights in fp32; sums in fp32.
#include "ops/grid_sample/grid_sample.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <cmath>

namespace tenon::ops
{

using base::Dims;
using nvinfer1::InterpolationMode;
using nvinfer1::SampleMode;

namespace
{

float unnormalized(float at, int64_t size, bool alignCorners)
{
    auto const n = static_cast<float>(size);
    return alignCorners ? (at + 1.0F) * 0.5F * (n - 1.0F) : ((at + 1.0F) * n - 1.0F) * 0.5F;
}

//! Mirrored at the centres (alignCorners) or outer edges of the outermost elements.
float reflected(float at, int64_t size, bool alignCorners)
{
    float const low = alignCorners ? 0.0F : -0.5F;
    float const span = alignCorners ? static_cast<float>(size - 1) : static_cast<float>(size);
    if (span <= 0.0F || !std::isfinite(at))
    {
        return 0.0F;
    }
    float const distance = std::fabs(at - low);
    float const turns = std::floor(distance / span);
    float const rest = distance - turns * span;
    return std::fmod(turns, 2.0F) == 0.0F ? rest + low : span - rest + low;
}

//! The place of an element in a dimension; −1 where it counts as 0.
int64_t placed(int64_t at, int64_t size, GridSampleParams const& params)
{
    if (at >= 0 && at < size)
    {
        return at;
    }
    switch (params.sampleMode)
    {
    case SampleMode::kCLAMP: return std::clamp<int64_t>(at, 0, size - 1);
    case SampleMode::kREFLECT:
        return std::clamp<int64_t>(
            static_cast<int64_t>(std::lround(reflected(static_cast<float>(at), size, params.alignCorners))), 0,
            size - 1);
    default: return -1;
    }
}

constexpr int32_t kMostTaps = 4;

//! Elements along one dimension, with their weights.
struct Taps
{
    int32_t count{1};
    int64_t place[kMostTaps]{};
    float weight[kMostTaps]{1.0F};
};

void cubicWeights(float t, float* w)
{
    constexpr float a = -0.75F;
    w[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
    w[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
    w[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
    w[3] = ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a;
}

Taps tapsAt(float normalized, int64_t size, GridSampleParams const& params)
{
    // Far outside, and NaN, an element can no longer be counted: what is there is 0 or the edge.
    float at = unnormalized(normalized, size, params.alignCorners);
    if (params.mode != InterpolationMode::kCUBIC && params.sampleMode == SampleMode::kREFLECT)
    {
        at = reflected(at, size, params.alignCorners);
    }
    if (params.mode != InterpolationMode::kCUBIC && params.sampleMode != SampleMode::kFILL)
    {
        at = std::min(std::max(at, 0.0F), static_cast<float>(size - 1));
    }
    at = at >= -1e9F && at <= 1e9F ? at : -1e9F;
    Taps taps;
    float const floor = std::floor(at);
    auto const first = static_cast<int64_t>(floor);
    if (params.mode == InterpolationMode::kNEAREST)
    {
        taps.place[0] = placed(static_cast<int64_t>(std::nearbyint(at)), size, params);
        return taps;
    }
    bool const cubic = params.mode == InterpolationMode::kCUBIC;
    taps.count = cubic ? 4 : 2;
    if (cubic)
    {
        cubicWeights(at - floor, taps.weight);
    }
    else
    {
        taps.weight[0] = 1.0F - (at - floor);
        taps.weight[1] = at - floor;
    }
    for (int32_t i = 0; i < taps.count; ++i)
    {
        taps.place[i] = placed(first + i - (cubic ? 1 : 0), size, params);
    }
    return taps;
}

//! The one place of a dimension that an image does not have.
constexpr Taps kOnlyPlane{};

void sample(GridSampleParams const& params, PlainShapes const& shapes, float const* x, float const* grid, float* y)
{
    GridSampleSizes const sizes = gridSampleSizes(shapes);
    int64_t const plane = sizes.height * sizes.width;
    int64_t const volume = sizes.depth * plane;
    devices::parallelFor(volume == 0 ? 0 : sizes.batch * sizes.places,
        std::max<int64_t>(1024 / std::max<int64_t>(sizes.channels, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t p = begin; p < end; ++p)
            {
                int64_t const n = p / sizes.places;
                float const* const at = grid + sizes.numbers * p;
                Taps const columns = tapsAt(at[0], sizes.width, params);
                Taps const rows = tapsAt(at[1], sizes.height, params);
                Taps const planes = sizes.numbers == 3 ? tapsAt(at[2], sizes.depth, params) : kOnlyPlane;
                for (int64_t c = 0; c < sizes.channels; ++c)
                {
                    float const* const from = x + (n * sizes.channels + c) * volume;
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
                                        * from[planes.place[d] * plane + rows.place[r] * sizes.width + columns.place[k]]
                                              : 0.0F;
                            }
                        }
                    }
                    y[(n * sizes.channels + c) * sizes.places + p % sizes.places] = sum;
                }
            }
        });
}

} // namespace

GridSampleSizes gridSampleSizes(PlainShapes const& shapes)
{
    Dims const& in = shapes.inputs[0].dims;
    Dims const& out = shapes.outputs[0].dims;
    bool const solid = in.nbDims == 5;
    int64_t const places = out.d[2] * out.d[3] * (solid ? out.d[4] : 1);
    return {in.d[0], in.d[1], solid ? in.d[2] : 1, in.d[in.nbDims - 2], in.d[in.nbDims - 1], places, solid ? 3 : 2};
}

base::Status checkGridShapes(PlainShapes const& shapes)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& grid = shapes.inputs[1].dims;
    GridSampleSizes const sizes = gridSampleSizes(shapes);
    bool const empty =
        sizes.depth * sizes.height * sizes.width == 0 && base::volumeUnchecked(shapes.outputs[0].dims) != 0;
    bool const fits = grid.d[0] == data.d[0] && grid.d[grid.nbDims - 1] == sizes.numbers && !empty;
    return fits
        ? base::Status()
        : base::invalidArgument(
            "grid sample: expected a grid of {} numbers a place for each of {} images that are not empty, found {} for {}",
            sizes.numbers, data.d[0], base::toString(grid), base::toString(data));
}

std::unique_ptr<graph::Kernel> makeGridSampleCpu(GridSampleParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        sample(params, shapes, static_cast<float const*>(inputs[0]), static_cast<float const*>(inputs[1]),
            static_cast<float*>(outputs[0]));
        return base::okStatus();
    };
    return makePlainKernel(std::move(run), checkGridShapes);
}

} // namespace tenon::ops
