// y = x ≥ 0 ? x : slope · x
//
// Formula:   as above; NaN stays NaN, −0 becomes slope · −0.
// Threads:   pieces of at least 32 Ki elements through tenon::parallelFor.
// Memory:    each element is read once and written once, whole vectors at a time: 8 bytes an element in fp32, 4 in fp16.
// Accuracy:  fp32: one rounding. fp16: computed in fp32, rounded once to nearest even. Where the processor has no fp16 conversions (F16C,
//            NEON) elements go one by one.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/lrelu/lrelu_kernel.h"

#include <tenon/half.h>

#include "plugins/common/rows.h"

#include <tenon/host_kernels.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/lrelu/lrelu_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::lrelu::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;
using U16 = hn::Rebind<uint16_t, F32>;
using F16 = hn::Rebind<hwy::float16_t, F32>;

HWY_INLINE hn::Vec<F32> leaky(hn::Vec<F32> x, hn::Vec<F32> slope)
{
    return hn::IfThenElse(hn::Lt(x, hn::Zero(F32())), hn::Mul(x, slope), x);
}

void floatRow(float const* input, float* output, int64_t count, float slope)
{
    auto const slopes = hn::Set(F32(), slope);
    auto const lanes = static_cast<int64_t>(hn::Lanes(F32()));
    int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
    {
        auto const first = hn::LoadU(F32(), input + i);
        auto const second = hn::LoadU(F32(), input + i + lanes);
        hn::StoreU(leaky(first, slopes), F32(), output + i);
        hn::StoreU(leaky(second, slopes), F32(), output + i + lanes);
    }
    for (; i < count; ++i)
    {
        output[i] = input[i] < 0.0F ? input[i] * slope : input[i];
    }
}

void halfRow(uint16_t const* input, uint16_t* output, int64_t count, float slope)
{
    int64_t i = 0;
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64
    auto const slopes = hn::Set(F32(), slope);
    auto const lanes = static_cast<int64_t>(hn::Lanes(F32()));
    for (; i + lanes <= count; i += lanes)
    {
        auto const x = hn::PromoteTo(F32(), hn::BitCast(F16(), hn::LoadU(U16(), input + i)));
        hn::StoreU(hn::BitCast(U16(), hn::DemoteTo(F16(), leaky(x, slopes))), U16(), output + i);
    }
#endif
    for (; i < count; ++i)
    {
        float const x = halfToFloat(input[i]);
        output[i] = x < 0.0F ? floatToHalf(x * slope) : input[i];
    }
}

} // namespace tenon::plugins::lrelu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::lrelu
{

HWY_EXPORT(floatRow);
HWY_EXPORT(halfRow);

namespace
{

constexpr int64_t kGrain = 32 * 1024;

} // namespace

void enqueueCpu(float const* input, float* output, int64_t count, float slope)
{
    tenon::parallelFor(count, kGrain, [=](int64_t begin, int64_t end) {
        HWY_DYNAMIC_DISPATCH(floatRow)(input + begin, output + begin, end - begin, slope);
    });
}

void enqueueCpu(uint16_t const* input, uint16_t* output, int64_t count, float slope)
{
    tenon::parallelFor(count, kGrain, [=](int64_t begin, int64_t end) {
        HWY_DYNAMIC_DISPATCH(halfRow)(input + begin, output + begin, end - begin, slope);
    });
}

void enqueueCpuBfloat16(uint16_t const* input, uint16_t* output, int64_t count, float slope)
{
    tenon::parallelFor(count, kGrain, [=](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
        {
            float const x = bfloat16ToFloat(input[i]);
            output[i] = x < 0.0F ? floatToBfloat16(x * slope) : input[i];
        }
    });
}

void enqueueCpuInt8(plugin::Tensor const& input, plugin::Tensor const& output, float slope)
{
    tenon::parallelFor(input.count(), kGrain, [&](int64_t begin, int64_t end) {
        constexpr int64_t kChunk = 1024;
        float chunk[kChunk];
        for (int64_t i = begin; i < end; i += kChunk)
        {
            int64_t const count = std::min(kChunk, end - i);
            readRun(input, i, chunk, count);
            HWY_DYNAMIC_DISPATCH(floatRow)(chunk, chunk, count, slope);
            writeRun(output, i, chunk, count);
        }
    });
}

} // namespace tenon::plugins::lrelu
#endif // HWY_ONCE
