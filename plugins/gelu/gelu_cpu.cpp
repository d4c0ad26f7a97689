// y = gelu(x + b), gelu(v) = v / 2 · (1 + tanh(√(2/π) · (v + 0.044715 · v³)))
//
// Formula:   (1 + tanh u) / 2 is the sigmoid of 2 u, which does not cancel: v / (1 + e^(−2 u)).
// Threads:   rows (without a bias: pieces) of together at least 8 Ki elements through tenon::parallelFor.
// Memory:    each element is read once and written once; fp16 and bf16 are converted a few KiB at a time, in the first-level cache.
// Accuracy:  fp32: about 3 ulp, far below 0 as many as the exponential's argument loses. fp16, bf16: computed in fp32, rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/gelu/gelu_kernel.h"

#include "plugins/common/rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/gelu/gelu_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::gelu::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;

HWY_INLINE hn::Vec<F32> geluOf(hn::Vec<F32> v)
{
    F32 const d;
    // From −100 down the result is 0; infinity would give NaN.
    auto const x = hn::IfThenElse(hn::Lt(v, hn::Set(d, -100.0F)), hn::Set(d, -100.0F), v);
    auto const cubic = hn::MulAdd(hn::Mul(hn::Mul(x, x), hn::Set(d, 0.044715F)), x, x);
    auto const exponent = hn::Mul(cubic, hn::Set(d, -1.5957691216F));
    // Highway's exponential takes finite arguments up to 88; beyond 87 the sum is what it is there.
    auto const bounded = hn::IfThenElse(hn::Gt(exponent, hn::Set(d, 87.0F)), hn::Set(d, 87.0F), exponent);
    auto const power = hn::IfThenElse(hn::Lt(bounded, hn::Set(d, -87.0F)), hn::Zero(d), hn::Exp(d, bounded));
    auto const result = hn::Div(x, hn::Add(hn::Set(d, 1.0F), power));
    return hn::IfThenElse(hn::IsNaN(v), v, result);
}

//! `bias` may be null; `in` may be `out`.
void geluRow(float const* in, float const* bias, float* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        auto const x = hn::LoadU(d, in + i);
        hn::StoreU(geluOf(bias == nullptr ? x : hn::Add(x, hn::LoadU(d, bias + i))), d, out + i);
    }
    if (i < count)
    {
        HWY_ALIGN float rest[hn::MaxLanes(d)] = {};
        for (int64_t k = i; k < count; ++k)
        {
            rest[k - i] = bias == nullptr ? in[k] : in[k] + bias[k];
        }
        hn::Store(geluOf(hn::Load(d, rest)), d, rest);
        std::copy(rest, rest + (count - i), out + i);
    }
}

} // namespace tenon::plugins::gelu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::gelu
{

HWY_EXPORT(geluRow);

namespace
{

constexpr int64_t kGrain = 8 * 1024;
constexpr int64_t kChunk = 1024;

//! Calls piece(begin, bias, count) for runs of elements within a row.
template <typename Piece>
void forRuns(float const* bias, Shape const& shape, Piece const& piece)
{
    tenon::parallelFor(shape.rows * shape.hidden, kGrain, [&](int64_t begin, int64_t end) {
        while (begin < end)
        {
            int64_t const column = begin % shape.hidden;
            int64_t const count = std::min(end - begin, shape.hidden - column);
            piece(begin, bias == nullptr ? nullptr : bias + column, count);
            begin += count;
        }
    });
}

} // namespace

void enqueueCpu(float const* input, float const* bias, float* output, Shape const& shape)
{
    forRuns(bias, shape, [=](int64_t begin, float const* biases, int64_t count) {
        HWY_DYNAMIC_DISPATCH(geluRow)(input + begin, biases, output + begin, count);
    });
}

void enqueueCpu(plugin::Tensor const& input, float const* bias, plugin::Tensor const& output, Shape const& shape)
{
    forRuns(bias, shape, [&](int64_t begin, float const* biases, int64_t count) {
        float chunk[kChunk];
        for (int64_t done = 0; done < count; done += kChunk)
        {
            int64_t const size = std::min(kChunk, count - done);
            readRun(input, begin + done, chunk, size);
            HWY_DYNAMIC_DISPATCH(geluRow)(chunk, biases == nullptr ? nullptr : biases + done, chunk, size);
            writeRun(output, begin + done, chunk, size);
        }
    });
}

} // namespace tenon::plugins::gelu
#endif // HWY_ONCE
