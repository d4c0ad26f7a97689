// v = x + skip + bias;  y = (v − mean v) / √(var v + ε) · gamma + beta, with mean and variance of a row
//
// Threads:   rows of together at least 8 Ki elements through tenon::parallelFor.
// Memory:    the sum is written to the output, where the first-level cache keeps it for the two passes that follow; memory sees two reads
//            and one write an element. fp16 and bf16 rows are converted into a buffer of the row's size.
// Accuracy:  fp32 sums in as many parts as a vector has lanes; the variance is summed over the differences from the mean. fp16, bf16: one
//            rounding at the end.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

#include "plugins/common/rows.h"

#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/skip_layer_norm/skip_layer_norm_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::skip_layer_norm::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;

//! out = x + skip + bias; returns the sum.
float addRow(float const* x, float const* skip, float const* bias, float* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto sums = hn::Zero(d);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto v = hn::Add(hn::LoadU(d, x + i), hn::LoadU(d, skip + i));
        v = bias == nullptr ? v : hn::Add(v, hn::LoadU(d, bias + i));
        hn::StoreU(v, d, out + i);
        sums = hn::Add(sums, v);
    }
    float sum = hn::GetLane(hn::SumOfLanes(d, sums));
    for (; i < count; ++i)
    {
        out[i] = x[i] + skip[i] + (bias == nullptr ? 0.0F : bias[i]);
        sum += out[i];
    }
    return sum;
}

float squaredDifferences(float const* v, float mean, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    auto const means = hn::Set(d, mean);
    auto sums = hn::Zero(d);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const difference = hn::Sub(hn::LoadU(d, v + i), means);
        sums = hn::MulAdd(difference, difference, sums);
    }
    float sum = hn::GetLane(hn::SumOfLanes(d, sums));
    for (; i < count; ++i)
    {
        sum += (v[i] - mean) * (v[i] - mean);
    }
    return sum;
}

void normalizeRow(float const* x, float const* skip, float* out, Parameters const& parameters, int64_t count)
{
    float const mean = addRow(x, skip, parameters.bias, out, count) / static_cast<float>(count);
    float const variance = squaredDifferences(out, mean, count) / static_cast<float>(count);
    float const factor = 1.0F / std::sqrt(variance + kEpsilon);
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const normal = hn::Mul(hn::Sub(hn::LoadU(d, out + i), hn::Set(d, mean)), hn::Set(d, factor));
        hn::StoreU(
            hn::MulAdd(normal, hn::LoadU(d, parameters.gamma + i), hn::LoadU(d, parameters.beta + i)), d, out + i);
    }
    for (; i < count; ++i)
    {
        out[i] = (out[i] - mean) * factor * parameters.gamma[i] + parameters.beta[i];
    }
}

} // namespace tenon::plugins::skip_layer_norm::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::skip_layer_norm
{

HWY_EXPORT(normalizeRow);

namespace
{

int64_t grainOf(Shape const& shape)
{
    return std::max<int64_t>(8 * 1024 / std::max<int64_t>(shape.hidden, 1), 1);
}

} // namespace

void enqueueCpu(float const* input, float const* skip, float* output, Parameters const& parameters, Shape const& shape)
{
    // The sum must not be written over what is still to be read: a row at a time, each element after it was read.
    tenon::parallelFor(shape.rows, grainOf(shape), [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row)
        {
            int64_t const at = row * shape.hidden;
            HWY_DYNAMIC_DISPATCH(normalizeRow)(input + at, skip + at, output + at, parameters, shape.hidden);
        }
    });
}

void enqueueCpu(plugin::Tensor const& input, plugin::Tensor const& skip, plugin::Tensor const& output,
    Parameters const& parameters, Shape const& shape)
{
    tenon::parallelFor(shape.rows, grainOf(shape), [&](int64_t begin, int64_t end) {
        auto const hidden = static_cast<size_t>(shape.hidden);
        static thread_local std::vector<float> x, s; // kept, so that enqueue allocates nothing
        x.resize(hidden);
        s.resize(hidden);
        for (int64_t row = begin; row < end; ++row)
        {
            int64_t const at = row * shape.hidden;
            readRun(input, at, x.data(), shape.hidden);
            readRun(skip, at, s.data(), shape.hidden);
            HWY_DYNAMIC_DISPATCH(normalizeRow)(x.data(), s.data(), x.data(), parameters, shape.hidden);
            writeRun(output, at, x.data(), shape.hidden);
        }
    });
}

namespace
{

float columnElement(plugin::Tensor const& tensor, int64_t at)
{
    float value = 0.0F;
    readRun(tensor, at, &value, 1);
    return value;
}

} // namespace

void enqueueColumnsCpu(Operands const& operands, Parameters const& parameters, Columns const& columns)
{
    tenon::parallelFor(columns.tokens, grainOf({0, columns.hidden}), [&](int64_t begin, int64_t end) {
        auto const hidden = static_cast<size_t>(columns.hidden);
        static thread_local std::vector<float> x, s; // kept, so that enqueue allocates nothing
        x.resize(hidden);
        s.resize(hidden);
        for (int64_t token = begin; token < end; ++token)
        {
            for (int64_t e = 0; e < columns.hidden; ++e)
            {
                x[static_cast<size_t>(e)] = columnElement(operands.input, columns.at(token, e));
                s[static_cast<size_t>(e)] = columnElement(operands.skip, columns.at(token, e));
                if (operands.sum != nullptr)
                {
                    float const sum = x[static_cast<size_t>(e)] + s[static_cast<size_t>(e)];
                    writeRun(*operands.sum, columns.at(token, e), &sum, 1);
                }
            }
            HWY_DYNAMIC_DISPATCH(normalizeRow)(x.data(), s.data(), x.data(), parameters, columns.hidden);
            for (int64_t e = 0; e < columns.hidden; ++e)
            {
                writeRun(operands.output, columns.at(token, e), x.data() + e, 1);
            }
        }
    });
}

} // namespace tenon::plugins::skip_layer_norm
#endif // HWY_ONCE
