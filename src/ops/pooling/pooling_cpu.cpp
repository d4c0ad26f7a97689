// out[o] = max or Σ / count over the elements of in that the window at o covers
//
// A window's rows are first combined downwards, whole vectors at a time, into a row on the stack (out-of-range places hold the
// neutral element); then each output combines its places of that row: vectors again for strides 1 and 2. So an output costs about
// rows · stride + columns operations instead of rows · columns, and nothing but input and output touches memory. A window that covers
// whole rows (global pooling) is one contiguous run.
//
// Threads: pieces of rows of the output. Memory: each input row is read once for each output row that covers it, from the cache after
// the first. Accuracy: averages sum in fp32 in runs of at most 2,048 columns, and add up runs in fp64.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/pooling/pooling.h"
#include "ops/pooling/pooling_problem.h"

#include <algorithm>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/pooling/pooling_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::pooling::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;
using F32 = hn::ScalableTag<float>;
using F32x4 = hn::CappedTag<float, 4>; //!< for the rest of a row: maps are often 7, 13 or 14 wide

struct Maximum
{
    static constexpr float kNeutral = -std::numeric_limits<float>::infinity();
    template <typename V>
    static HWY_INLINE V combine(V a, V b)
    {
        return hn::Max(a, b);
    }
    template <typename T>
    static HWY_INLINE T one(T a, T b)
    {
        return a < b ? b : a;
    }
    static HWY_INLINE float acrossLanes(hn::Vec<F32> v) { return hn::GetLane(hn::MaxOfLanes(F32(), v)); }
};

struct Sum
{
    static constexpr float kNeutral = 0.0F;
    template <typename V>
    static HWY_INLINE V combine(V a, V b)
    {
        return hn::Add(a, b);
    }
    template <typename T>
    static HWY_INLINE T one(T a, T b)
    {
        return a + b;
    }
    static HWY_INLINE float acrossLanes(hn::Vec<F32> v) { return hn::GetLane(hn::SumOfLanes(F32(), v)); }
};

//! All of `count` neighbours.
template <typename Op>
float combineRun(float const* from, int64_t count)
{
    F32 const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    double total = Op::kNeutral;
    while (count > 0)
    {
        int64_t const piece = std::min(count, kRowPlaces);
        auto sum = hn::Set(f, Op::kNeutral);
        int64_t i = 0;
        for (; i + lanes <= piece; i += lanes)
        {
            sum = Op::combine(sum, hn::LoadU(f, from + i));
        }
        float part = Op::acrossLanes(sum);
        for (; i < piece; ++i)
        {
            part = Op::one(part, from[i]);
        }
        total = Op::one(total, static_cast<double>(part));
        from += piece;
        count -= piece;
    }
    return static_cast<float>(total);
}

//! The rows of the input that an output row's windows cover.
struct Rows
{
    float const* plane;
    int64_t width, height;
    int64_t z0, z1, y0, y1;

    float const* at(int64_t z, int64_t y) const { return plane + (z * height + y) * width; }
};

//! Whole vectors of columns [i, end); returns the first column that is left.
template <typename Op, typename D>
HWY_INLINE int64_t combineRowVectors(Rows const& rows, int64_t first, int64_t i, int64_t end, float* HWY_RESTRICT row)
{
    D const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    for (; i + lanes <= end; i += lanes)
    {
        auto all = hn::Set(f, Op::kNeutral);
        for (int64_t z = rows.z0; z < rows.z1; ++z)
        {
            for (int64_t y = rows.y0; y < rows.y1; ++y)
            {
                all = Op::combine(all, hn::LoadU(f, rows.at(z, y) + first + i));
            }
        }
        hn::StoreU(all, f, row + i);
    }
    return i;
}

//! row[i] = all of column `first + i` in the rows, or the neutral element where there is no such column.
template <typename Op>
void combineRows(Rows const& rows, int64_t first, int64_t count, float* HWY_RESTRICT row)
{
    int64_t const begin = std::clamp<int64_t>(-first, 0, count);
    int64_t const end = std::clamp<int64_t>(rows.width - first, begin, count);
    std::fill(row, row + begin, Op::kNeutral);
    std::fill(row + end, row + count + kSlack, Op::kNeutral);
    int64_t i = combineRowVectors<Op, F32>(rows, first, begin, end, row);
    i = combineRowVectors<Op, F32x4>(rows, first, i, end, row);
    for (; i < end; ++i)
    {
        float all = Op::kNeutral;
        for (int64_t z = rows.z0; z < rows.z1; ++z)
        {
            for (int64_t y = rows.y0; y < rows.y1; ++y)
            {
                all = Op::one(all, rows.at(z, y)[first + i]);
            }
        }
        row[i] = all;
    }
}

//! Whole vectors of outputs [x, count), for a stride of 1 or 2; returns the first output that is left.
template <typename Op, typename D>
HWY_INLINE int64_t combineColumnVectors(
    float const* HWY_RESTRICT row, int64_t size, int64_t stride, int64_t x, int64_t count, float* HWY_RESTRICT out)
{
    D const f;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    for (; x + lanes <= count; x += lanes)
    {
        auto all = hn::Set(f, Op::kNeutral);
        for (int64_t k = 0; k < size; ++k)
        {
            auto places = hn::Undefined(f);
            if (stride == 2)
            {
                auto odd = hn::Undefined(f);
                hn::LoadInterleaved2(f, row + x * 2 + k, places, odd);
            }
            else
            {
                places = hn::LoadU(f, row + x + k);
            }
            all = Op::combine(all, places);
        }
        hn::StoreU(all, f, out + x);
    }
    return x;
}

//! out[x] = all of row[x · stride … x · stride + size).
template <typename Op>
void combineColumns(float const* HWY_RESTRICT row, int64_t size, int64_t stride, int64_t count, float* HWY_RESTRICT out)
{
    int64_t x = 0;
    if (stride <= 2)
    {
        x = combineColumnVectors<Op, F32>(row, size, stride, x, count, out);
        x = combineColumnVectors<Op, F32x4>(row, size, stride, x, count, out);
    }
    for (; x < count; ++x)
    {
        float all = Op::kNeutral;
        for (int64_t k = 0; k < size; ++k)
        {
            all = Op::one(all, row[x * stride + k]);
        }
        out[x] = all;
    }
}

//! `count` outputs from column `x` on; their windows reach over at most kRowPlaces columns, or there is one output.
template <typename Op>
void combineTile(Rows const& rows, Axis const& axis, int64_t x, int64_t count, float* out)
{
    int64_t const first = axis.begin(x);
    int64_t const reach = (count - 1) * axis.stride + axis.size;
    if (first <= 0 && first + axis.size >= axis.in && count == 1)
    {
        // Whole rows: those of one depth are neighbours.
        double all = Op::kNeutral;
        for (int64_t z = rows.z0; z < rows.z1; ++z)
        {
            all = Op::one(
                all, static_cast<double>(combineRun<Op>(rows.at(z, rows.y0), (rows.y1 - rows.y0) * rows.width)));
        }
        *out = static_cast<float>(all);
        return;
    }
    alignas(64) float row[kRowPlaces + kSlack];
    if (reach <= kRowPlaces)
    {
        combineRows<Op>(rows, first, reach, row);
        combineColumns<Op>(row, axis.size, axis.stride, count, out);
        return;
    }
    double all = Op::kNeutral;
    for (int64_t done = 0; done < axis.size; done += kRowPlaces)
    {
        int64_t const piece = std::min(axis.size - done, kRowPlaces);
        combineRows<Op>(rows, first + done, piece, row);
        all = Op::one(all, static_cast<double>(combineRun<Op>(row, piece)));
    }
    *out = static_cast<float>(all);
}

void divideByCounts(float const* counts, float rowCount, int64_t count, float* values)
{
    for (int64_t i = 0; i < count; ++i)
    {
        float const elements = rowCount * counts[i];
        values[i] = elements > 0.0F ? values[i] / elements : 0.0F;
    }
}

void poolTile(Problem const& problem, Rows const& rows, float rowCount, int64_t x, int64_t count, float* out)
{
    Axis const& axis = problem.axes[2];
    if (problem.type == PoolingType::kMAX)
    {
        combineTile<Maximum>(rows, axis, x, count, out);
        return;
    }
    if (problem.type == PoolingType::kAVERAGE)
    {
        combineTile<Sum>(rows, axis, x, count, out);
        divideByCounts(problem.columnCounts.data() + x, rowCount, count, out);
        return;
    }
    float averages[kRowPlaces];
    combineTile<Maximum>(rows, axis, x, count, out);
    combineTile<Sum>(rows, axis, x, count, averages);
    divideByCounts(problem.columnCounts.data() + x, rowCount, count, averages);
    for (int64_t i = 0; i < count; ++i)
    {
        out[i] = (1.0F - problem.blendFactor) * out[i] + problem.blendFactor * averages[i];
    }
}

//! Output rows [begin, end), counted over planes, depths and heights.
void poolRows(Problem const& problem, float const* in, float* out, int64_t begin, int64_t end)
{
    auto const& [depth, height, width] = problem.axes;
    int64_t const tile =
        width.size > kRowPlaces ? 1 : std::min<int64_t>((kRowPlaces - width.size) / width.stride + 1, width.out);
    for (int64_t index = begin; index < end; ++index)
    {
        int64_t const y = index % height.out;
        int64_t const z = index / height.out % depth.out;
        float const* const plane = in + index / (height.out * depth.out) * (depth.in * height.in * width.in);
        Rows rows{plane, width.in, height.in, std::max<int64_t>(depth.begin(z), 0),
            std::min(depth.begin(z) + depth.size, depth.in), std::max<int64_t>(height.begin(y), 0),
            std::min(height.begin(y) + height.size, height.in)};
        rows.y1 = std::max(rows.y0, rows.y1);
        auto const rowCount =
            static_cast<float>(depth.count(z, problem.countPadding) * height.count(y, problem.countPadding));
        for (int64_t x = 0; x < width.out; x += tile)
        {
            poolTile(problem, rows, rowCount, x, std::min(tile, width.out - x), out + index * width.out + x);
        }
    }
}

} // namespace tenon::ops::pooling::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::pooling
{
HWY_EXPORT(poolRows);

void run(Problem const& problem, float const* in, float* out, int64_t begin, int64_t end)
{
    HWY_DYNAMIC_DISPATCH(poolRows)(problem, in, out, begin, end);
}
} // namespace tenon::ops::pooling

namespace tenon::ops
{
namespace
{

using graph::TensorDesc;

class PoolingKernel final : public graph::Kernel
{
public:
    explicit PoolingKernel(PoolingParams const& params)
        : params_(params)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<PoolingKernel>(params_));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        TENON_ASSIGN(problem_, pooling::problemFor(params_, inputs[0].dims, outputs[0].dims));
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const& [depth, height, width] = problem_.axes;
        int64_t const rows = problem_.planes * depth.out * height.out;
        // An output row reads about this many values; a piece should take some microseconds.
        int64_t const work =
            std::max<int64_t>(depth.size * height.size * std::min(width.in, width.out * width.stride), 1);
        devices::parallelFor(rows, std::max<int64_t>(32768 / work, 1), [&](int64_t begin, int64_t end) {
            pooling::run(problem_, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]), begin, end);
        });
        return {};
    }

private:
    PoolingParams params_;
    pooling::Problem problem_;
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makePoolingCpu(PoolingParams const& params)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<PoolingKernel>(params));
}

} // namespace tenon::ops
#endif // HWY_ONCE
