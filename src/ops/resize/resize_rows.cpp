// out[i] = in[i / 2], and y[i] = weight · x[i] with or without y[i] before
//
// Loops:     vectors: of in, each interleaved with itself; of x and y, two at a time.
// Threads:   the caller's.
// Memory:    in and x are read once, out and y are written once.
// Accuracy:  copies are exact; products and sums are fp32's, fused where the processor can.
#include "ops/common/simd_targets.h"

#include "ops/resize/resize_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/resize/resize_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::resize_rows::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

template <typename T>
HWY_INLINE void twice(T const* in, T* out, int64_t count)
{
    hn::ScalableTag<T> const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const v = hn::LoadU(d, in + i);
        hn::StoreInterleaved2(v, v, d, out + 2 * i);
    }
    for (; i < count; ++i)
    {
        out[2 * i] = out[2 * i + 1] = in[i];
    }
}

template <bool kAdds, int kCount, typename D>
HWY_INLINE int64_t scaleVectors(D f, float const* x, float weight, float* y, int64_t i, int64_t count)
{
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    auto const factor = hn::Set(f, weight);
    for (; i + kCount * lanes <= count; i += kCount * lanes)
    {
        for (int v = 0; v < kCount; ++v)
        {
            float* const to = y + i + v * lanes;
            auto const from = hn::LoadU(f, x + i + v * lanes);
            hn::StoreU(kAdds ? hn::MulAdd(factor, from, hn::LoadU(f, to)) : hn::Mul(factor, from), f, to);
        }
    }
    return i;
}

template <bool kAdds>
HWY_INLINE void scale(float const* x, float weight, float* y, int64_t count)
{
    hn::ScalableTag<float> const f;
    int64_t i = scaleVectors<kAdds, 2>(f, x, weight, y, 0, count);
    i = scaleVectors<kAdds, 1>(f, x, weight, y, i, count);
    i = scaleVectors<kAdds, 1>(hn::CappedTag<float, 4>(), x, weight, y, i, count);
    for (; i < count; ++i)
    {
        y[i] = weight * x[i] + (kAdds ? y[i] : 0.0F);
    }
}

void scaleInto(float const* x, float weight, float* y, int64_t count)
{
    scale<false>(x, weight, y, count);
}
void scaleOnto(float const* x, float weight, float* y, int64_t count)
{
    scale<true>(x, weight, y, count);
}

void twice8(uint8_t const* in, uint8_t* out, int64_t count)
{
    twice(in, out, count);
}
void twice16(uint16_t const* in, uint16_t* out, int64_t count)
{
    twice(in, out, count);
}
void twice32(uint32_t const* in, uint32_t* out, int64_t count)
{
    twice(in, out, count);
}
void twice64(uint64_t const* in, uint64_t* out, int64_t count)
{
    twice(in, out, count);
}

} // namespace tenon::ops::resize_rows::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::resize_rows
{
HWY_EXPORT(twice8);
HWY_EXPORT(twice16);
HWY_EXPORT(twice32);
HWY_EXPORT(twice64);
HWY_EXPORT(scaleInto);
HWY_EXPORT(scaleOnto);
} // namespace tenon::ops::resize_rows

namespace tenon::ops
{

template <>
void writeTwice(uint8_t const* in, uint8_t* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::twice8)(in, out, count);
}

template <>
void writeTwice(uint16_t const* in, uint16_t* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::twice16)(in, out, count);
}

template <>
void writeTwice(uint32_t const* in, uint32_t* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::twice32)(in, out, count);
}

template <>
void writeTwice(uint64_t const* in, uint64_t* out, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::twice64)(in, out, count);
}

void writeScaled(float const* x, float weight, float* y, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::scaleInto)(x, weight, y, count);
}

void addScaled(float const* x, float weight, float* y, int64_t count)
{
    HWY_DYNAMIC_DISPATCH(resize_rows::scaleOnto)(x, weight, y, count);
}

} // namespace tenon::ops
#endif // HWY_ONCE
