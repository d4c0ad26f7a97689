// out[kept] = Σ, Π, max, min or mean of in over the reduced dimensions
//
// reduce_plan.h makes any reduction one of two: a run of neighbours becomes one value, or rows are combined element by element.
// fp32 sums, maxima and minima use vectors; products and integers plain loops.
//
// Threads: pieces of the output, whose elements (or chunks of 1,024 neighbours) are independent; a few long runs are cut into 64
// partial results each. Memory: input read once, output written once. Accuracy: sums of fp32 go over at most 4,096 elements (rows:
// 128) in fp32 lanes, and add up in fp64; products are made in fp64.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/common/channels_last.h"
#include "ops/reduce/reduce.h"
#include "ops/reduce/reduce_plan.h"

#include <algorithm>
#include <array>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/reduce/reduce_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::reduction::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;
using V = hn::Vec<F32>;

struct Sum
{
    static constexpr float kNeutral = 0.0F;
    static HWY_INLINE V combine(V a, V b) { return hn::Add(a, b); }
    static HWY_INLINE float combine(float a, float b) { return a + b; }
    static HWY_INLINE float acrossLanes(V v) { return hn::GetLane(hn::SumOfLanes(F32(), v)); }
};

struct Maximum
{
    static constexpr float kNeutral = -std::numeric_limits<float>::infinity();
    static HWY_INLINE V combine(V a, V b) { return hn::Max(a, b); }
    static HWY_INLINE float combine(float a, float b) { return a < b ? b : a; }
    static HWY_INLINE float acrossLanes(V v) { return hn::GetLane(hn::MaxOfLanes(F32(), v)); }
};

struct Minimum
{
    static constexpr float kNeutral = std::numeric_limits<float>::infinity();
    static HWY_INLINE V combine(V a, V b) { return hn::Min(a, b); }
    static HWY_INLINE float combine(float a, float b) { return b < a ? b : a; }
    static HWY_INLINE float acrossLanes(V v) { return hn::GetLane(hn::MinOfLanes(F32(), v)); }
};

//! All of `count` neighbours, four vectors at a time: an addition takes four cycles.
template <typename Op>
float combineRun(float const* from, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    V all[4]{hn::Set(f, Op::kNeutral), hn::Set(f, Op::kNeutral), hn::Set(f, Op::kNeutral), hn::Set(f, Op::kNeutral)};
    int64_t i = 0;
    for (; i + 4 * lanes <= count; i += 4 * lanes)
    {
        all[0] = Op::combine(all[0], hn::LoadU(f, from + i));
        all[1] = Op::combine(all[1], hn::LoadU(f, from + i + lanes));
        all[2] = Op::combine(all[2], hn::LoadU(f, from + i + 2 * lanes));
        all[3] = Op::combine(all[3], hn::LoadU(f, from + i + 3 * lanes));
    }
    for (; i + lanes <= count; i += lanes)
    {
        all[0] = Op::combine(all[0], hn::LoadU(f, from + i));
    }
    float result = Op::acrossLanes(Op::combine(Op::combine(all[0], all[1]), Op::combine(all[2], all[3])));
    for (; i < count; ++i)
    {
        result = Op::combine(result, from[i]);
    }
    return result;
}

//! into[i] = into[i] and row[i] combined.
template <typename Op>
void combineRow(float const* row, int64_t count, float* into)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(Op::combine(hn::LoadU(f, into + i), hn::LoadU(f, row + i)), f, into + i);
    }
    for (; i < count; ++i)
    {
        into[i] = Op::combine(into[i], row[i]);
    }
}

float sumRun(float const* from, int64_t count)
{
    return combineRun<Sum>(from, count);
}
float maximumRun(float const* from, int64_t count)
{
    return combineRun<Maximum>(from, count);
}
float minimumRun(float const* from, int64_t count)
{
    return combineRun<Minimum>(from, count);
}
void sumRow(float const* row, int64_t count, float* into)
{
    combineRow<Sum>(row, count, into);
}
void maximumRow(float const* row, int64_t count, float* into)
{
    combineRow<Maximum>(row, count, into);
}
void minimumRow(float const* row, int64_t count, float* into)
{
    combineRow<Minimum>(row, count, into);
}

} // namespace tenon::ops::reduction::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::reduction
{
HWY_EXPORT(sumRun);
HWY_EXPORT(maximumRun);
HWY_EXPORT(minimumRun);
HWY_EXPORT(sumRow);
HWY_EXPORT(maximumRow);
HWY_EXPORT(minimumRow);

namespace
{

constexpr int64_t kRowPiece = 1024; //!< neighbouring outputs that one thread makes at a time
constexpr int64_t kRunPiece = 4096; //!< elements that are summed in fp32
constexpr int64_t kRowsPiece = 128; //!< rows that are summed in fp32

//! fp32 with vectors. `Wide` is what partial results add up in.
template <float (*Run)(float const*, int64_t), void (*Row)(float const*, int64_t, float*), typename Combine>
struct Vectors
{
    using Element = float;
    using Wide = double;
    double neutral;
    Combine combine;

    double run(float const* from, int64_t count) const
    {
        double all = neutral;
        for (int64_t i = 0; i < count; i += kRunPiece)
        {
            all = combine(all, static_cast<double>(Run(from + i, std::min(kRunPiece, count - i))));
        }
        return all;
    }

    //! all[i] = element i of every row combined; at most kRowPiece of them.
    template <typename RowAt>
    void rows(RowAt const& rowAt, int64_t rowCount, int64_t count, double* all) const
    {
        float part[kRowPiece];
        std::fill(all, all + count, neutral);
        for (int64_t first = 0; first < rowCount; first += kRowsPiece)
        {
            std::fill(part, part + count, static_cast<float>(neutral));
            for (int64_t row = first; row < std::min(rowCount, first + kRowsPiece); ++row)
            {
                Row(rowAt(row), count, part);
            }
            for (int64_t i = 0; i < count; ++i)
            {
                all[i] = combine(all[i], static_cast<double>(part[i]));
            }
        }
    }
};

//! Any type, one element after the other.
template <typename T, typename WideType, typename Combine>
struct Scalars
{
    using Element = T;
    using Wide = WideType;
    Wide neutral;
    Combine combine;

    Wide run(T const* from, int64_t count) const
    {
        Wide all = neutral;
        for (int64_t i = 0; i < count; ++i)
        {
            all = combine(all, static_cast<Wide>(from[i]));
        }
        return all;
    }

    template <typename RowAt>
    void rows(RowAt const& rowAt, int64_t rowCount, int64_t count, Wide* all) const
    {
        std::fill(all, all + count, neutral);
        for (int64_t row = 0; row < rowCount; ++row)
        {
            T const* const from = rowAt(row);
            for (int64_t i = 0; i < count; ++i)
            {
                all[i] = combine(all[i], static_cast<Wide>(from[i]));
            }
        }
    }
};

constexpr auto kAdd = [](auto a, auto b) {
    using T = decltype(a);
    if constexpr (std::is_integral_v<T>)
    {
        return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
    }
    else
    {
        return a + b;
    }
};
constexpr auto kMultiply = [](auto a, auto b) {
    using T = decltype(a);
    if constexpr (std::is_integral_v<T>)
    {
        return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
    }
    else
    {
        return a * b;
    }
};
constexpr auto kMax = [](auto a, auto b) { return a < b ? b : a; };
constexpr auto kMin = [](auto a, auto b) { return b < a ? b : a; };

//! The element that a combined value becomes; an average divides first.
template <typename T, typename Wide>
T finish(Wide value, int64_t averageOver, bool average)
{
    if (!average)
    {
        return static_cast<T>(value);
    }
    if constexpr (std::is_integral_v<T>)
    {
        return averageOver == 0 ? T{0} : static_cast<T>(value / averageOver);
    }
    else
    {
        return static_cast<T>(value / static_cast<Wide>(averageOver));
    }
}

template <typename Method>
void reduceRuns(Method const& method, Plan const& plan, bool average, void const* in, void* out)
{
    using T = typename Method::Element;
    using Wide = typename Method::Wide;
    auto const* const from = static_cast<T const*>(in);
    auto* const to = static_cast<T*>(out);
    int64_t const outputs = plan.kept.count();
    int64_t const reducedOuter = plan.reduced.count();
    constexpr int64_t kParts = 64;
    constexpr int64_t kLongRun = 1 << 16;
    if (outputs < 4 && plan.inner >= kLongRun)
    {
        for (int64_t output = 0; output < outputs; ++output)
        {
            std::array<Wide, kParts> parts;
            devices::parallelFor(kParts, 1, [&](int64_t begin, int64_t end) {
                for (int64_t part = begin; part < end; ++part)
                {
                    int64_t const first = plan.inner / kParts * part;
                    int64_t const last = part + 1 == kParts ? plan.inner : first + plan.inner / kParts;
                    parts[part] = method.neutral;
                    for (int64_t r = 0; r < reducedOuter; ++r)
                    {
                        T const* const run = from + plan.kept.offset(output) + plan.reduced.offset(r);
                        parts[part] = method.combine(parts[part], method.run(run + first, last - first));
                    }
                }
            });
            Wide all = method.neutral;
            for (Wide const part : parts)
            {
                all = method.combine(all, part);
            }
            to[output] = finish<T>(all, plan.reducedCount(), average);
        }
        return;
    }
    int64_t const grain = 32768 / std::max<int64_t>(plan.reducedCount(), 1) + 1;
    devices::parallelFor(outputs, grain, [&](int64_t begin, int64_t end) {
        for (int64_t output = begin; output < end; ++output)
        {
            T const* const first = from + plan.kept.offset(output);
            Wide all = method.neutral;
            for (int64_t r = 0; r < reducedOuter; ++r)
            {
                all = method.combine(all, method.run(first + plan.reduced.offset(r), plan.inner));
            }
            to[output] = finish<T>(all, plan.reducedCount(), average);
        }
    });
}

template <typename Method>
void reduceRows(Method const& method, Plan const& plan, bool average, void const* in, void* out)
{
    using T = typename Method::Element;
    auto const* const from = static_cast<T const*>(in);
    auto* const to = static_cast<T*>(out);
    int64_t const pieces = (plan.inner + kRowPiece - 1) / kRowPiece;
    int64_t const rowCount = plan.reduced.count();
    int64_t const work = std::max<int64_t>(std::min(plan.inner, kRowPiece) * rowCount, 1);
    devices::parallelFor(plan.kept.count() * pieces, 32768 / work + 1, [&](int64_t begin, int64_t end) {
        typename Method::Wide all[kRowPiece];
        for (int64_t index = begin; index < end; ++index)
        {
            int64_t const output = index / pieces;
            int64_t const column = index % pieces * kRowPiece;
            int64_t const count = std::min(kRowPiece, plan.inner - column);
            T const* const first = from + plan.kept.offset(output) + column;
            method.rows([&](int64_t row) { return first + plan.reduced.offset(row); }, rowCount, count, all);
            for (int64_t i = 0; i < count; ++i)
            {
                to[output * plan.inner + column + i] = finish<T>(all[i], plan.reducedCount(), average);
            }
        }
    });
}

template <typename Method>
void reduceWith(Method const& method, Plan const& plan, bool average, void const* in, void* out)
{
    plan.innerReduced ? reduceRuns(method, plan, average, in, out) : reduceRows(method, plan, average, in, out);
}

float sumRunBest(float const* from, int64_t count)
{
    return HWY_DYNAMIC_DISPATCH(sumRun)(from, count);
}
float maximumRunBest(float const* from, int64_t count)
{
    return HWY_DYNAMIC_DISPATCH(maximumRun)(from, count);
}
float minimumRunBest(float const* from, int64_t count)
{
    return HWY_DYNAMIC_DISPATCH(minimumRun)(from, count);
}
void sumRowBest(float const* row, int64_t count, float* into)
{
    HWY_DYNAMIC_DISPATCH(sumRow)(row, count, into);
}
void maximumRowBest(float const* row, int64_t count, float* into)
{
    HWY_DYNAMIC_DISPATCH(maximumRow)(row, count, into);
}
void minimumRowBest(float const* row, int64_t count, float* into)
{
    HWY_DYNAMIC_DISPATCH(minimumRow)(row, count, into);
}

void reduceFloats(ReduceOperation operation, Plan const& plan, void const* in, void* out)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    bool const average = operation == ReduceOperation::kAVG;
    switch (operation)
    {
    case ReduceOperation::kPROD:
        return reduceWith(Scalars<float, double, decltype(kMultiply)>{1.0, kMultiply}, plan, average, in, out);
    case ReduceOperation::kMAX:
        return reduceWith(
            Vectors<maximumRunBest, maximumRowBest, decltype(kMax)>{-kInfinity, kMax}, plan, average, in, out);
    case ReduceOperation::kMIN:
        return reduceWith(
            Vectors<minimumRunBest, minimumRowBest, decltype(kMin)>{kInfinity, kMin}, plan, average, in, out);
    default: return reduceWith(Vectors<sumRunBest, sumRowBest, decltype(kAdd)>{0.0, kAdd}, plan, average, in, out);
    }
}

template <typename T>
void reduceIntegers(ReduceOperation operation, Plan const& plan, void const* in, void* out)
{
    using Limits = std::numeric_limits<T>;
    bool const average = operation == ReduceOperation::kAVG;
    switch (operation)
    {
    case ReduceOperation::kPROD:
        return reduceWith(Scalars<T, int64_t, decltype(kMultiply)>{1, kMultiply}, plan, average, in, out);
    case ReduceOperation::kMAX:
        return reduceWith(Scalars<T, int64_t, decltype(kMax)>{Limits::lowest(), kMax}, plan, average, in, out);
    case ReduceOperation::kMIN:
        return reduceWith(Scalars<T, int64_t, decltype(kMin)>{Limits::max(), kMin}, plan, average, in, out);
    default: return reduceWith(Scalars<T, int64_t, decltype(kAdd)>{0, kAdd}, plan, average, in, out);
    }
}

} // namespace
} // namespace tenon::ops::reduction

namespace tenon::ops
{
namespace
{

using base::DataType;
using graph::TensorDesc;

class ReduceKernel final : public graph::Kernel
{
public:
    explicit ReduceKernel(ReduceParams const& params)
        : params_(params)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<ReduceKernel>(params_));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const>) override
    {
        TENON_CHECK(validate(params_, inputs[0].dims.nbDims));
        type_ = inputs[0].type;
        if (type_ != DataType::kFLOAT && type_ != DataType::kINT32 && type_ != DataType::kINT64)
        {
            return base::notImplemented("a reduction of {}; expected fp32, int32 or int64", base::name(type_));
        }
        plan_ = reduction::planFor(dimsInMemory(inputs[0]), params_.axes);
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        switch (type_)
        {
        case DataType::kINT32:
            reduction::reduceIntegers<int32_t>(params_.operation, plan_, inputs[0], outputs[0]);
            break;
        case DataType::kINT64:
            reduction::reduceIntegers<int64_t>(params_.operation, plan_, inputs[0], outputs[0]);
            break;
        default: reduction::reduceFloats(params_.operation, plan_, inputs[0], outputs[0]); break;
        }
        return {};
    }

private:
    ReduceParams params_;
    DataType type_{DataType::kFLOAT};
    reduction::Plan plan_;
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeReduceCpu(ReduceParams const& params)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<ReduceKernel>(params));
}

} // namespace tenon::ops
#endif // HWY_ONCE
