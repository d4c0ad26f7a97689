// y = (x − mean) / sqrt(variance + epsilon) · scale + bias over some dimensions.
//
// Loops:     for each position in the other dimensions three passes over what is averaged: the sum, the squares of the differences
//            from the mean, the result. Dimensions are merged where x, scale and bias allow; the innermost loop is a row.
// Threads:   positions.
// Memory:    what is averaged is read three times, from the first or second level of cache for the usual sizes; y is written once.
// Accuracy:  rows are summed in 16 fp32 lanes, rows in double; the variance is that of the differences, so that a large mean
//            costs no digits.
#include "ops/normalization/normalization.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"
#include "ops/normalization/normalization_problem.h"

#include <cmath>

namespace tenon::ops
{

namespace
{

constexpr int64_t kLanes = 16;

//! Σ f(x) over a row.
template <typename F>
double rowSum(float const* x, int64_t size, int64_t stride, F const& f)
{
    float lanes[kLanes]{};
    int64_t i = 0;
    if (stride == 1)
    {
        for (; i + kLanes <= size; i += kLanes)
        {
            for (int64_t l = 0; l < kLanes; ++l)
            {
                lanes[l] += f(x[i + l]);
            }
        }
    }
    double sum = 0;
    for (float const lane : lanes)
    {
        sum += lane;
    }
    for (; i < size; ++i)
    {
        sum += f(x[i * stride]);
    }
    return sum;
}

void writeRow(
    float const* x, float const* scale, float const* bias, float* y, AveragingLoop const& row, float mean, float factor)
{
    if (row.x == 1 && row.scale == 1 && row.bias == 1)
    {
        for (int64_t i = 0; i < row.size; ++i)
        {
            y[i] = (x[i] - mean) * factor * scale[i] + bias[i];
        }
        return;
    }
    if (row.x == 1 && row.scale == 0 && row.bias == 0)
    {
        float const both = factor * *scale;
        float const shift = *bias;
        for (int64_t i = 0; i < row.size; ++i)
        {
            y[i] = (x[i] - mean) * both + shift;
        }
        return;
    }
    for (int64_t i = 0; i < row.size; ++i)
    {
        y[i * row.x] = (x[i * row.x] - mean) * factor * scale[i * row.scale] + bias[i * row.bias];
    }
}

void normalize(NormalizationParams const& params, AveragingProblem const& problem, float const* x, float const* scale,
    float const* bias, float* y)
{
    int64_t const rows = problem.averaged.volume();
    int64_t const volume = rows * problem.row.size;
    AveragingLoop const& row = problem.row;
    devices::parallelFor(volume == 0 ? 0 : problem.kept.volume(),
        std::max<int64_t>(kGrainElements / std::max<int64_t>(volume, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t position = begin; position < end; ++position)
            {
                AveragingLoop const base = problem.kept.at(position);
                double sum = 0;
                for (int64_t r = 0; r < rows; ++r)
                {
                    sum += rowSum(x + base.x + problem.averaged.at(r).x, row.size, row.x, [](float v) { return v; });
                }
                auto const mean = static_cast<float>(sum / static_cast<double>(volume));
                double squares = 0;
                for (int64_t r = 0; r < rows; ++r)
                {
                    squares += rowSum(x + base.x + problem.averaged.at(r).x, row.size, row.x,
                        [mean](float v) { return (v - mean) * (v - mean); });
                }
                auto const factor = static_cast<float>(
                    1.0 / std::sqrt(squares / static_cast<double>(volume) + static_cast<double>(params.epsilon)));
                for (int64_t r = 0; r < rows; ++r)
                {
                    AveragingLoop const at = problem.averaged.at(r);
                    int64_t const from = base.x + at.x;
                    writeRow(x + from, scale + base.scale + at.scale, bias + base.bias + at.bias, y + from, row, mean,
                        factor);
                }
            }
        });
}

} // namespace

std::unique_ptr<graph::Kernel> makeNormalizationCpu(NormalizationParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        normalize(params, averagingProblemOf(params, shapes), static_cast<float const*>(inputs[0]),
            static_cast<float const*>(inputs[1]), static_cast<float const*>(inputs[2]),
            static_cast<float*>(outputs[0]));
        return base::okStatus();
    };
    return makePlainKernel(
        std::move(run), [params](PlainShapes const& shapes) { return checkNormalizationShapes(params, shapes); });
}

} // namespace tenon::ops
