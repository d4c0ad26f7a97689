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

#include <cmath>

namespace tenon::ops
{

using base::Dims;

namespace
{

//! One dimension of the loops; strides in elements.
struct Loop
{
    int64_t size{1}, x{0}, scale{0}, bias{0};
};

struct Loops
{
    Loop d[base::kMaxDims + 1];
    int32_t count{0};

    int64_t volume() const
    {
        int64_t volume = 1;
        for (int32_t i = 0; i < count; ++i)
        {
            volume *= d[i].size;
        }
        return volume;
    }

    //! Adds an inner loop; one that continues the last is merged with it.
    void add(Loop const& loop)
    {
        if (loop.size == 1)
        {
            return;
        }
        if (count > 0)
        {
            Loop& outer = d[count - 1];
            bool const continues = outer.x == loop.x * loop.size && outer.scale == loop.scale * loop.size && outer.bias == loop.bias * loop.size;
            if (continues)
            {
                outer = {outer.size * loop.size, loop.x, loop.scale, loop.bias};
                return;
            }
        }
        d[count++] = loop;
    }

    //! Where step `index` lies.
    Loop at(int64_t index) const
    {
        Loop place{0, 0, 0, 0};
        for (int32_t i = count; i-- > 0;)
        {
            int64_t const step = index % d[i].size;
            index /= d[i].size;
            place.x += step * d[i].x;
            place.scale += step * d[i].scale;
            place.bias += step * d[i].bias;
        }
        return place;
    }
};

struct Problem
{
    Loops kept, averaged; //!< without the row
    Loop row;
};

int64_t strideOf(Dims const& dims, Strides const& strides, int32_t d)
{
    return dims.d[d] == 1 ? 0 : strides.d[d];
}

Problem problemOf(NormalizationParams const& params, PlainShapes const& shapes)
{
    Dims const& x = shapes.inputs[0].dims;
    Dims const& scale = shapes.inputs[1].dims;
    Dims const& bias = shapes.inputs[2].dims;
    Strides const xs = rowMajorStrides(x);
    Strides const ss = rowMajorStrides(scale);
    Strides const bs = rowMajorStrides(bias);
    Problem problem;
    for (int32_t d = 0; d < x.nbDims; ++d)
    {
        bool const averaged = (params.axes >> d & 1U) != 0;
        Loop const loop{x.d[d], xs.d[d], strideOf(scale, ss, d), strideOf(bias, bs, d)};
        if (d == 1 && params.groups > 1)
        {
            // Channels are groups of channels: the group is kept, what is in it is averaged.
            int64_t const inGroup = x.d[1] / params.groups;
            auto const perGroup = [&](Dims const& dims, Strides const& strides) {
                return dims.d[1] == 1 ? 0 : dims.d[1] == x.d[1] ? strides.d[1] * inGroup : strides.d[1];
            };
            auto const perChannel = [&](Dims const& dims, Strides const& strides) { return dims.d[1] == x.d[1] ? strides.d[1] : 0; };
            problem.kept.add({params.groups, xs.d[1] * inGroup, perGroup(scale, ss), perGroup(bias, bs)});
            problem.averaged.add({inGroup, xs.d[1], perChannel(scale, ss), perChannel(bias, bs)});
            continue;
        }
        (averaged ? problem.averaged : problem.kept).add(loop);
    }
    if (problem.averaged.count > 0)
    {
        problem.row = problem.averaged.d[--problem.averaged.count];
    }
    return problem;
}

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

void writeRow(float const* x, float const* scale, float const* bias, float* y, Loop const& row, float mean, float factor)
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

void normalize(NormalizationParams const& params, Problem const& problem, float const* x, float const* scale, float const* bias, float* y)
{
    int64_t const rows = problem.averaged.volume();
    int64_t const volume = rows * problem.row.size;
    Loop const& row = problem.row;
    devices::parallelFor(volume == 0 ? 0 : problem.kept.volume(), std::max<int64_t>(kGrainElements / std::max<int64_t>(volume, 1), 1), [&](int64_t begin, int64_t end) {
        for (int64_t position = begin; position < end; ++position)
        {
            Loop const base = problem.kept.at(position);
            double sum = 0;
            for (int64_t r = 0; r < rows; ++r)
            {
                sum += rowSum(x + base.x + problem.averaged.at(r).x, row.size, row.x, [](float v) { return v; });
            }
            auto const mean = static_cast<float>(sum / static_cast<double>(volume));
            double squares = 0;
            for (int64_t r = 0; r < rows; ++r)
            {
                squares += rowSum(x + base.x + problem.averaged.at(r).x, row.size, row.x, [mean](float v) { return (v - mean) * (v - mean); });
            }
            auto const factor = static_cast<float>(1.0 / std::sqrt(squares / static_cast<double>(volume) + static_cast<double>(params.epsilon)));
            for (int64_t r = 0; r < rows; ++r)
            {
                Loop const at = problem.averaged.at(r);
                int64_t const from = base.x + at.x;
                writeRow(x + from, scale + base.scale + at.scale, bias + base.bias + at.bias, y + from, row, mean, factor);
            }
        }
    });
}

base::Status checkShapes(NormalizationParams const& params, PlainShapes const& shapes)
{
    Dims const& x = shapes.inputs[0].dims;
    if (params.groups > 1 && x.d[1] % params.groups != 0)
    {
        return base::invalidArgument("normalization: expected a multiple of {} channels (groups), found {}", params.groups, x.d[1]);
    }
    for (size_t i = 1; i < 3; ++i)
    {
        Dims const& dims = shapes.inputs[i].dims;
        for (int32_t d = 0; d < x.nbDims; ++d)
        {
            bool const perGroup = d == 1 && params.groups > 1 && !params.version2;
            if (dims.d[d] != 1 && dims.d[d] != (perGroup ? params.groups : x.d[d]))
            {
                return base::invalidArgument("normalization: expected {} that is broadcast to {}, found {}", i == 1 ? "a scale" : "a bias",
                    base::toString(x), base::toString(dims));
            }
        }
    }
    return {};
}

} // namespace

std::unique_ptr<graph::Kernel> makeNormalizationCpu(NormalizationParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        normalize(params, problemOf(params, shapes), static_cast<float const*>(inputs[0]), static_cast<float const*>(inputs[1]),
            static_cast<float const*>(inputs[2]), static_cast<float*>(outputs[0]));
        return base::okStatus();
    };
    return makePlainKernel(std::move(run), [params](PlainShapes const& shapes) { return checkShapes(params, shapes); });
}

} // namespace tenon::ops
