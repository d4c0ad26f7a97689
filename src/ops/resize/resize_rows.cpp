// out[i] = in[i / 2]
//
// Loops:     vectors of in, each interleaved with itself.
// Threads:   the caller's.
// Memory:    in is read once, out is written once.
// Accuracy:  exact.
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

} // namespace tenon::ops
#endif // HWY_ONCE
