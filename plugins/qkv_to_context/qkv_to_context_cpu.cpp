// context = softmax(Q Kᵀ / √H) V on the CPU
//
// Threads:   a head of a sequence at a time.
// Memory:    Kᵀ and V of a head are packed once; scores of 48 queries at a time stay in the caches.
// Accuracy:  fp32, exponentials within 1 unit of the last place, sums in as many parts as a vector has lanes; fp16 rounded once.

// The instruction sets in between cost build time and serve few machines.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#include "plugins/qkv_to_context/qkv_to_context_kernel.h"

#include "plugins/common/convert.h"
#include "plugins/common/gemm.h"

#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "plugins/qkv_to_context/qkv_to_context_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::plugins::qkv_to_context::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;

//! row[i] = e^(row[i] − the greatest); returns their sum. `count` is at least 1; [count, count rounded up to 16) is overwritten.
float exponentials(float* row, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t const rest = count % lanes;
    int64_t const whole = count - rest;
    if (rest != 0)
    {
        auto const there = hn::FirstN(d, static_cast<size_t>(rest));
        hn::StoreU(hn::IfThenElse(there, hn::LoadU(d, row + whole), hn::Set(d, -INFINITY)), d, row + whole);
    }
    auto greatest = hn::Set(d, -INFINITY);
    for (int64_t i = 0; i < count; i += lanes)
    {
        greatest = hn::Max(greatest, hn::LoadU(d, row + i));
    }
    auto const most = hn::MaxOfLanes(d, greatest);
    auto const least = hn::Set(d, -87.0F); // e^−87 is nothing beside 1; Highway's exponential takes finite arguments
    auto sums = hn::Zero(d);
    for (int64_t i = 0; i < count; i += lanes)
    {
        auto const x = hn::Sub(hn::LoadU(d, row + i), most);
        auto const power = hn::IfThenElse(hn::Lt(x, least), hn::Zero(d), hn::Exp(d, hn::Max(x, least)));
        // NaN stays NaN.
        auto const result = hn::IfThenElse(hn::IsNaN(x), x, power);
        hn::StoreU(result, d, row + i);
        sums = hn::Add(sums, result);
    }
    return hn::GetLane(hn::SumOfLanes(d, sums));
}

void scaleBy(float* values, int64_t count, float factor)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::Mul(hn::LoadU(d, values + i), hn::Set(d, factor)), d, values + i);
    }
    for (; i < count; ++i)
    {
        values[i] *= factor;
    }
}

} // namespace tenon::plugins::qkv_to_context::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::plugins::qkv_to_context
{

HWY_EXPORT(exponentials);
HWY_EXPORT(scaleBy);

namespace
{

constexpr int64_t kQueries = 48;

//! Parts of a head of a sequence as fp32 or fp16 rows: where they lie, or copies.
template <typename T>
class HeadParts
{
public:
    HeadParts(Attention<T> const& attention, int64_t sequence, int64_t head)
        : a_(attention)
        , sequence_(sequence)
        , head_(head)
    {
    }

    //! The first `count` rows of part 1 or 2. `copy` lives as long as the view.
    MatrixView rows(int64_t which, int64_t count, std::vector<float>& copy) const
    {
        if constexpr (!std::is_same_v<T, int8_t>)
        {
            if (a_.from.isRows())
            {
                constexpr auto kType = std::is_same_v<T, Half> ? nvinfer1::DataType::kHALF : nvinfer1::DataType::kFLOAT;
                return {a_.input + a_.from.at(a_.tokenOf(0, sequence_), a_.channelOf(head_, which)), kType,
                    a_.from.token * (a_.starts == nullptr ? a_.batch : 1), 1};
            }
        }
        copy.resize(static_cast<size_t>(count * a_.size));
        for (int64_t step = 0; step < count; ++step)
        {
            row(which, step, copy.data() + step * a_.size);
        }
        return {copy.data(), nvinfer1::DataType::kFLOAT, a_.size, 1};
    }
    void row(int64_t which, int64_t step, float* to) const
    {
        int64_t const token = a_.tokenOf(step, sequence_);
        int64_t const channel = a_.channelOf(head_, which);
        if (a_.from.isRows())
        {
            T const* const from = a_.input + a_.from.at(token, channel);
            if constexpr (std::is_same_v<T, int8_t>)
            {
                toFloats(from, to, a_.size, a_.inputScale);
            }
            else
            {
                toFloats(from, to, a_.size);
            }
            return;
        }
        for (int64_t i = 0; i < a_.size; ++i)
        {
            to[i] = a_.read(token, channel + i);
        }
    }
    void write(int64_t step, float const* context) const
    {
        int64_t const token = a_.tokenOf(step, sequence_);
        if constexpr (!std::is_same_v<T, int8_t>)
        {
            if (a_.to.isRows())
            {
                fromFloats(context, a_.output + a_.to.at(token, head_ * a_.size), a_.size);
                return;
            }
        }
        for (int64_t i = 0; i < a_.size; ++i)
        {
            a_.write(token, head_ * a_.size + i, context[i]);
        }
    }

private:
    Attention<T> const& a_;
    int64_t sequence_, head_;
};

//! One head of one sequence.
template <typename T>
struct HeadOnCpu
{
    Attention<T> attention;

    void operator()(int64_t index) const
    {
        Attention<T> const& a = attention;
        int64_t const sequence = index / a.heads;
        HeadParts<T> const parts(a, sequence, index % a.heads);
        int64_t const length = a.lengthOf(sequence);
        int64_t const steps = a.stepsOf(sequence);
        static thread_local PackedMatrix keys, values;
        static thread_local std::vector<float> copy, queries, scores, context;
        int64_t const pitch = (length + 15) / 16 * 16;
        queries.resize(static_cast<size_t>(kQueries * a.size));
        scores.resize(static_cast<size_t>(kQueries * pitch));
        context.assign(static_cast<size_t>(kQueries * a.size), 0.0F);
        if (length > 0)
        {
            MatrixView const key = parts.rows(1, length, copy);
            keys.assign({key.data, key.type, 1, key.rowStride}, a.size, length);
            values.assign(parts.rows(2, length, copy), length, a.size);
        }
        for (int64_t first = 0; first < steps; first += kQueries)
        {
            int64_t const count = std::min(kQueries, steps - first);
            if (length > 0)
            {
                for (int64_t q = 0; q < count; ++q)
                {
                    parts.row(0, first + q, queries.data() + q * a.size);
                }
                HWY_DYNAMIC_DISPATCH(scaleBy)(queries.data(), count * a.size, a.scale);
                keys.multiply(queries.data(), a.size, scores.data(), pitch, count);
                float sums[kQueries];
                for (int64_t q = 0; q < count; ++q)
                {
                    sums[q] = HWY_DYNAMIC_DISPATCH(exponentials)(scores.data() + q * pitch, length);
                }
                values.multiply(scores.data(), pitch, context.data(), a.size, count);
                for (int64_t q = 0; q < count; ++q)
                {
                    HWY_DYNAMIC_DISPATCH(scaleBy)(context.data() + q * a.size, a.size, 1.0F / sums[q]);
                }
            }
            for (int64_t q = 0; q < count; ++q)
            {
                parts.write(first + q, context.data() + q * a.size);
            }
        }
    }
};

} // namespace

int32_t launch(OnCpu const& run, Attention<float> const& attention)
{
    return run.each(attention.batch * attention.heads, HeadOnCpu<float>{attention}, 1);
}

int32_t launch(OnCpu const& run, Attention<Half> const& attention)
{
    return run.each(attention.batch * attention.heads, HeadOnCpu<Half>{attention}, 1);
}

int32_t launch(OnCpu const& run, Attention<int8_t> const& attention)
{
    return run.each(attention.batch * attention.heads, HeadOnCpu<int8_t>{attention}, 1);
}

} // namespace tenon::plugins::qkv_to_context
#endif // HWY_ONCE
