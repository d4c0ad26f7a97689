// Σ x,  Σ (x − mean)²  and  y = (x − mean) · factor · scale + bias  over a row
//
// Loops:     two vectors at a time, so that additions do not wait for each other; single elements at the end.
// Memory:    each function reads its operands once; rows of the usual sizes stay in the first-level cache between them.
// Accuracy:  fp32 sums in two vectors of lanes, which are added in double.
#include "ops/common/simd_targets.h"

#include "ops/normalization/normalization_rows_cpu.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/normalization/normalization_rows_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::normalization::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;

template <typename V>
double laneSum(V a, V b)
{
    F32 const f;
    HWY_ALIGN float lanes[HWY_MAX_BYTES / sizeof(float)];
    double sum = 0;
    for (V const& part : {a, b})
    {
        hn::Store(part, f, lanes);
        for (size_t l = 0; l < hn::Lanes(f); ++l)
        {
            sum += static_cast<double>(lanes[l]);
        }
    }
    return sum;
}

double sumRow(float const* x, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto even = hn::Zero(f);
    auto odd = hn::Zero(f);
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        even = hn::Add(even, hn::LoadU(f, x + i));
        odd = hn::Add(odd, hn::LoadU(f, x + i + lanes));
    }
    double sum = laneSum(even, odd);
    for (; i < count; ++i)
    {
        sum += static_cast<double>(x[i]);
    }
    return sum;
}

double addRow(float const* x, float const* skip, float* y, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto even = hn::Zero(f);
    auto odd = hn::Zero(f);
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        auto const a = hn::Add(hn::LoadU(f, x + i), hn::LoadU(f, skip + i));
        auto const b = hn::Add(hn::LoadU(f, x + i + lanes), hn::LoadU(f, skip + i + lanes));
        hn::StoreU(a, f, y + i);
        hn::StoreU(b, f, y + i + lanes);
        even = hn::Add(even, a);
        odd = hn::Add(odd, b);
    }
    double sum = laneSum(even, odd);
    for (; i < count; ++i)
    {
        y[i] = x[i] + skip[i];
        sum += static_cast<double>(y[i]);
    }
    return sum;
}

double squaresRow(float const* x, float mean, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const m = hn::Set(f, mean);
    auto even = hn::Zero(f);
    auto odd = hn::Zero(f);
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        auto const a = hn::Sub(hn::LoadU(f, x + i), m);
        auto const b = hn::Sub(hn::LoadU(f, x + i + lanes), m);
        even = hn::MulAdd(a, a, even);
        odd = hn::MulAdd(b, b, odd);
    }
    double sum = laneSum(even, odd);
    for (; i < count; ++i)
    {
        sum += static_cast<double>((x[i] - mean) * (x[i] - mean));
    }
    return sum;
}

void writeRow(float const* x, float const* scale, float const* bias, float* y, int64_t count, float mean, float factor)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const m = hn::Set(f, mean);
    auto const multiplier = hn::Set(f, factor);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const normal = hn::Mul(hn::Sub(hn::LoadU(f, x + i), m), multiplier);
        hn::StoreU(hn::MulAdd(normal, hn::LoadU(f, scale + i), hn::LoadU(f, bias + i)), f, y + i);
    }
    for (; i < count; ++i)
    {
        y[i] = (x[i] - mean) * factor * scale[i] + bias[i];
    }
}

void writeScaledRow(float const* x, float scale, float bias, float* y, int64_t count, float mean)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const m = hn::Set(f, mean);
    auto const multiplier = hn::Set(f, scale);
    auto const addend = hn::Set(f, bias);
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::MulAdd(hn::Sub(hn::LoadU(f, x + i), m), multiplier, addend), f, y + i);
    }
    for (; i < count; ++i)
    {
        y[i] = (x[i] - mean) * scale + bias;
    }
}

} // namespace tenon::ops::normalization::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::normalization
{
HWY_EXPORT(sumRow);
HWY_EXPORT(addRow);
HWY_EXPORT(squaresRow);
HWY_EXPORT(writeRow);
HWY_EXPORT(writeScaledRow);

double sumOfRow(float const* x, float const* skip, float* y, int64_t count)
{
    return skip == nullptr ? HWY_DYNAMIC_DISPATCH(sumRow)(x, count) : HWY_DYNAMIC_DISPATCH(addRow)(x, skip, y, count);
}

double squaresOfRow(float const* x, float mean, int64_t count)
{
    return HWY_DYNAMIC_DISPATCH(squaresRow)(x, mean, count);
}

void writeNormalRow(
    float const* x, float const* scale, float const* bias, float* y, int64_t count, float mean, float factor)
{
    HWY_DYNAMIC_DISPATCH(writeRow)(x, scale, bias, y, count, mean, factor);
}

void writeNormalRow(float const* x, float scale, float bias, float* y, int64_t count, float mean, float factor)
{
    HWY_DYNAMIC_DISPATCH(writeScaledRow)(x, factor * scale, bias, y, count, mean);
}
} // namespace tenon::ops::normalization
#endif // HWY_ONCE
