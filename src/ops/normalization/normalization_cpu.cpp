// y = (x − mean) / sqrt(variance + epsilon) · scale + bias over some dimensions.
//
// Loops:     for each position in the other dimensions three passes over what is averaged: the sum, the squares of the differences
//            from the mean, the result. Dimensions are merged where x, scale and bias allow; the innermost loop is a row.
// Threads:   positions.
// Skip:      x + skip is written to the output first, where the caches keep it for the three passes.
// Memory:    what is averaged is read three times, from the first or second level of cache for the usual sizes; y is written once.
// Accuracy:  rows are summed in the lanes of two vectors of fp32, rows in double; the variance is that of the differences, so that a large mean
//            costs no digits.
#include "ops/normalization/normalization.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"
#include "ops/normalization/normalization_problem.h"
#include "ops/normalization/normalization_rows_cpu.h"

#include <cmath>

namespace tenon::ops
{

namespace
{

//! Σ x over a row; where `skip` is not null y = x + skip, and Σ y.
double sumAlong(float const* x, float const* skip, float* y, AveragingLoop const& row)
{
    if (row.x == 1)
    {
        return normalization::sumOfRow(x, skip, y, row.size);
    }
    double sum = 0;
    for (int64_t i = 0; i < row.size * row.x; i += row.x)
    {
        if (skip != nullptr)
        {
            y[i] = x[i] + skip[i];
        }
        sum += static_cast<double>(skip == nullptr ? x[i] : y[i]);
    }
    return sum;
}

//! Σ (x − mean)² over a row.
double squaresAlong(float const* x, float mean, AveragingLoop const& row)
{
    if (row.x == 1)
    {
        return normalization::squaresOfRow(x, mean, row.size);
    }
    double sum = 0;
    for (int64_t i = 0; i < row.size * row.x; i += row.x)
    {
        sum += static_cast<double>((x[i] - mean) * (x[i] - mean));
    }
    return sum;
}

void writeAlong(
    float const* x, float const* scale, float const* bias, float* y, AveragingLoop const& row, float mean, float factor)
{
    if (row.x == 1 && row.scale == 1 && row.bias == 1)
    {
        normalization::writeNormalRow(x, scale, bias, y, row.size, mean, factor);
        return;
    }
    if (row.x == 1 && row.scale == 0 && row.bias == 0)
    {
        normalization::writeNormalRow(x, *scale, *bias, y, row.size, mean, factor);
        return;
    }
    for (int64_t i = 0; i < row.size; ++i)
    {
        y[i * row.x] = (x[i * row.x] - mean) * factor * scale[i * row.scale] + bias[i * row.bias];
    }
}

//! `skip` may be null.
void normalize(NormalizationParams const& params, AveragingProblem const& problem, float const* x, float const* skip,
    float const* scale, float const* bias, float* y)
{
    int64_t const rows = problem.averaged.volume();
    int64_t const volume = rows * problem.row.size;
    AveragingLoop const& row = problem.row;
    devices::parallelFor(volume == 0 ? 0 : problem.kept.volume(),
        std::max<int64_t>(kGrainElements / std::max<int64_t>(volume, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t position = begin; position < end; ++position)
            {
                AveragingLoop const base = problem.kept.at(position);
                float const* const summed = skip == nullptr ? x : y;
                double sum = 0;
                for (int64_t r = 0; r < rows; ++r)
                {
                    int64_t const at = base.x + problem.averaged.at(r).x;
                    sum += sumAlong(x + at, skip == nullptr ? nullptr : skip + at, y + at, row);
                }
                auto const mean = static_cast<float>(sum / static_cast<double>(volume));
                double squares = 0;
                for (int64_t r = 0; r < rows; ++r)
                {
                    squares += squaresAlong(summed + base.x + problem.averaged.at(r).x, mean, row);
                }
                auto const factor = static_cast<float>(
                    1.0 / std::sqrt(squares / static_cast<double>(volume) + static_cast<double>(params.epsilon)));
                for (int64_t r = 0; r < rows; ++r)
                {
                    AveragingLoop const at = problem.averaged.at(r);
                    int64_t const from = base.x + at.x;
                    writeAlong(summed + from, scale + base.scale + at.scale, bias + base.bias + at.bias, y + from, row,
                        mean, factor);
                }
            }
        });
}

} // namespace

std::unique_ptr<graph::Kernel> makeNormalizationCpu(NormalizationParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        bool const skips = shapes.inputs.size() > kNormalizationSkip;
        normalize(params, averagingProblemOf(params, shapes), static_cast<float const*>(inputs[0]),
            skips ? static_cast<float const*>(inputs[kNormalizationSkip]) : nullptr,
            static_cast<float const*>(inputs[1]), static_cast<float const*>(inputs[2]),
            static_cast<float*>(outputs[0]));
        return base::okStatus();
    };
    return makePlainKernel(
        std::move(run), [params](PlainShapes const& shapes) { return checkNormalizationShapes(params, shapes); });
}

} // namespace tenon::ops
