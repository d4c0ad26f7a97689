// m = max x, e = exp(x − m), out = e / Σ e
//
// The tensor is [outer, axis, inner]. With inner 1 a slice is a row, and vectors run along it; else a vector is as many neighbouring
// slices, and runs down the axis. Three passes over a slice, of which the later two find it in the cache: maximum; exponentials, kept
// in the output, and their sum; division.
//
// Threads: pieces of rows, or of groups of slices. Memory: input read once, output written once, from the core's cache's view thrice.
// Accuracy: exp within 2 ulp (ops/common/simd_math-inl.h), sums in fp32 over as many partial sums as a vector has lanes.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/softmax/softmax.h"

#include <algorithm>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/softmax/softmax_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::softmax::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;
using V = hn::Vec<F32>;

constexpr float kLowest = -std::numeric_limits<float>::infinity();

HWY_INLINE int64_t lanes()
{
    return static_cast<int64_t>(hn::Lanes(F32()));
}

//! The first `count` lanes from memory, `otherwise` in the others. Reads no byte more.
HWY_INLINE V loadSome(float const* from, int64_t count, float otherwise)
{
    HWY_ALIGN float lane[HWY_MAX_BYTES / sizeof(float)];
    hn::Store(hn::Set(F32(), otherwise), F32(), lane);
    std::memcpy(lane, from, static_cast<size_t>(count) * sizeof(float));
    return hn::Load(F32(), lane);
}

HWY_INLINE void storeSome(V value, int64_t count, float* to)
{
    HWY_ALIGN float lane[HWY_MAX_BYTES / sizeof(float)];
    hn::Store(value, F32(), lane);
    std::memcpy(to, lane, static_cast<size_t>(count) * sizeof(float));
}

HWY_INLINE V exponential(V x)
{
    return ::tenon::ops::HWY_NAMESPACE::expOf(x);
}

void softmaxRow(float const* in, float* out, int64_t count)
{
    F32 const f;
    int64_t const whole = count - count % lanes();
    int64_t const rest = count - whole;
    V largest = loadSome(in + whole, rest, kLowest);
    for (int64_t i = 0; i < whole; i += lanes())
    {
        largest = hn::Max(largest, hn::LoadU(f, in + i));
    }
    V const m = hn::MaxOfLanes(f, largest);
    V const last = exponential(hn::Sub(loadSome(in + whole, rest, kLowest), m));
    // Lanes behind the end hold exp(-inf − m) = 0, or NaN where the whole slice is NaN anyway.
    V sum = last;
    for (int64_t i = 0; i < whole; i += lanes())
    {
        V const e = exponential(hn::Sub(hn::LoadU(f, in + i), m));
        hn::StoreU(e, f, out + i);
        sum = hn::Add(sum, e);
    }
    V const scale = hn::Div(hn::Set(f, 1.0F), hn::SumOfLanes(f, sum));
    for (int64_t i = 0; i < whole; i += lanes())
    {
        hn::StoreU(hn::Mul(hn::LoadU(f, out + i), scale), f, out + i);
    }
    storeSome(hn::Mul(last, scale), rest, out + whole);
}

void softmaxRows(float const* in, float* out, int64_t count, int64_t begin, int64_t end)
{
    for (int64_t row = begin; row < end; ++row)
    {
        softmaxRow(in + row * count, out + row * count, count);
    }
}

//! One vector of `width` neighbouring slices, whose elements lie `stride` apart.
template <typename Load, typename Store>
HWY_INLINE void softmaxColumns(
    int64_t count, Load const& load, Store const& store, float const* in, float* out, int64_t stride)
{
    F32 const f;
    V largest = hn::Set(f, kLowest);
    for (int64_t i = 0; i < count; ++i)
    {
        largest = hn::Max(largest, load(in + i * stride));
    }
    V sum = hn::Zero(f);
    for (int64_t i = 0; i < count; ++i)
    {
        V const e = exponential(hn::Sub(load(in + i * stride), largest));
        store(e, out + i * stride);
        sum = hn::Add(sum, e);
    }
    V const scale = hn::Div(hn::Set(f, 1.0F), sum);
    for (int64_t i = 0; i < count; ++i)
    {
        store(hn::Mul(load(out + i * stride), scale), out + i * stride);
    }
}

//! Groups [begin, end) of at most a vector of neighbouring slices; `inner` of them lie side by side.
void softmaxGroups(float const* in, float* out, int64_t count, int64_t inner, int64_t begin, int64_t end)
{
    F32 const f;
    int64_t const groups = (inner + lanes() - 1) / lanes();
    for (int64_t index = begin; index < end; ++index)
    {
        int64_t const first = index % groups * lanes();
        int64_t const width = std::min(lanes(), inner - first);
        int64_t const offset = index / groups * count * inner + first;
        if (width == lanes())
        {
            softmaxColumns(
                count, [f](float const* from) { return hn::LoadU(f, from); },
                [f](V value, float* to) { hn::StoreU(value, f, to); }, in + offset, out + offset, inner);
        }
        else
        {
            softmaxColumns(
                count, [width](float const* from) { return loadSome(from, width, 0.0F); },
                [width](V value, float* to) { storeSome(value, width, to); }, in + offset, out + offset, inner);
        }
    }
}

int64_t groupsOf(int64_t inner)
{
    return (inner + lanes() - 1) / lanes();
}

} // namespace tenon::ops::softmax::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::softmax
{
HWY_EXPORT(softmaxRows);
HWY_EXPORT(softmaxGroups);
HWY_EXPORT(groupsOf);

void run(float const* in, float* out, int64_t outer, int64_t count, int64_t inner)
{
    // About as many exponentials a piece as take ten microseconds.
    constexpr int64_t kPiece = 16384;
    if (inner == 1)
    {
        devices::parallelFor(outer, kPiece / std::max<int64_t>(count, 1) + 1, [&](int64_t begin, int64_t end) {
            HWY_DYNAMIC_DISPATCH(softmaxRows)(in, out, count, begin, end);
        });
        return;
    }
    int64_t const groups = outer * HWY_DYNAMIC_DISPATCH(groupsOf)(inner);
    int64_t const each = std::max<int64_t>(outer * count * inner / std::max<int64_t>(groups, 1), 1);
    devices::parallelFor(groups, kPiece / each + 1, [&](int64_t begin, int64_t end) {
        HWY_DYNAMIC_DISPATCH(softmaxGroups)(in, out, count, inner, begin, end);
    });
}
} // namespace tenon::ops::softmax

namespace tenon::ops
{
namespace
{

using graph::TensorDesc;

class SoftMaxKernel final : public graph::Kernel
{
public:
    explicit SoftMaxKernel(int32_t axis)
        : axis_(axis)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<SoftMaxKernel>(axis_));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const>) override
    {
        base::Dims const& dims = inputs[0].dims;
        if (axis_ < 0 || axis_ >= dims.nbDims)
        {
            return base::invalidArgument(
                "axis: expected a dimension of the input {}, found {}", base::toString(dims), axis_);
        }
        outer_ = inner_ = 1;
        for (int32_t i = 0; i < dims.nbDims; ++i)
        {
            (i < axis_ ? outer_ : inner_) *= i == axis_ ? 1 : dims.d[i];
        }
        count_ = dims.d[axis_];
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        if (outer_ * count_ * inner_ != 0)
        {
            softmax::run(static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]), outer_, count_, inner_);
        }
        return {};
    }

private:
    int32_t axis_;
    int64_t outer_{0}, count_{0}, inner_{0};
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeSoftMaxCpu(SoftMaxParams const& params)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<SoftMaxKernel>(params.axis));
}

} // namespace tenon::ops
#endif // HWY_ONCE
