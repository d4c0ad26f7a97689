// out[n, y, x, c] = max or Σ / count over the places of in[n, …, c] that the window at (y, x) covers, in kHWC
//
// Loops:     for each output pixel vectors of channels, four at a time, each over the window's pixels: sums and maxima stay in registers.
// Threads:   pieces of rows of the output.
// Memory:    input pixels are read once for each window that covers them, from the cache after the first; the output is written once.
// Accuracy:  maxima are exact; averages sum in fp32 in the order of the window's pixels.
#include "ops/common/simd_targets.h"

#include "devices/cpu/parallel.h"
#include "ops/pooling/pooling_problem.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/pooling/pooling_channels_last_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::pooling::HWY_NAMESPACE
{
namespace hn = hwy::HWY_NAMESPACE;

//! The pixels of one window: rows of `columns` pixels, all inside of the image.
struct WindowPixels
{
    float const* first;
    int64_t rows, columns, rowStride, channels;
};

//! Vectors of the channels from c on, kCount side by side.
template <int kCount, typename D>
HWY_INLINE void poolVectors(
    D f, Problem const& problem, WindowPixels const& window, float factor, int64_t c, float* out)
{
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    bool const wantsMax = problem.type != PoolingType::kAVERAGE;
    bool const wantsSum = problem.type != PoolingType::kMAX;
    hn::Vec<D> largest[kCount];
    hn::Vec<D> sum[kCount];
    for (int i = 0; i < kCount; ++i)
    {
        largest[i] = hn::Set(f, -std::numeric_limits<float>::infinity());
        sum[i] = hn::Zero(f);
    }
    for (int64_t y = 0; y < window.rows; ++y)
    {
        float const* pixel = window.first + y * window.rowStride + c;
        for (int64_t x = 0; x < window.columns; ++x, pixel += window.channels)
        {
            for (int i = 0; i < kCount; ++i)
            {
                auto const value = hn::LoadU(f, pixel + i * lanes);
                largest[i] = wantsMax ? hn::Max(largest[i], value) : largest[i];
                sum[i] = wantsSum ? hn::Add(sum[i], value) : sum[i];
            }
        }
    }
    for (int i = 0; i < kCount; ++i)
    {
        auto const average = hn::Mul(sum[i], hn::Set(f, factor));
        auto value = wantsMax ? largest[i] : average;
        if (problem.type == PoolingType::kMAX_AVERAGE_BLEND)
        {
            value = hn::MulAdd(
                hn::Set(f, problem.blendFactor), average, hn::Mul(hn::Set(f, 1.0F - problem.blendFactor), largest[i]));
        }
        hn::StoreU(value, f, out + c + i * lanes);
    }
}

void poolPixel(Problem const& problem, WindowPixels const& window, float count, float* out)
{
    hn::ScalableTag<float> const f;
    hn::CappedTag<float, 1> const one;
    auto const lanes = static_cast<int64_t>(hn::Lanes(f));
    float const factor = count > 0.0F ? 1.0F / count : 0.0F;
    int64_t c = 0;
    for (; c + 4 * lanes <= window.channels; c += 4 * lanes)
    {
        poolVectors<4>(f, problem, window, factor, c, out);
    }
    for (; c + lanes <= window.channels; c += lanes)
    {
        poolVectors<1>(f, problem, window, factor, c, out);
    }
    for (; c < window.channels; ++c)
    {
        poolVectors<1>(one, problem, window, factor, c, out);
    }
}

//! Output rows [begin, end), counted over images and heights.
void poolChannelsLast(Problem const& problem, int64_t channels, float const* in, float* out, int64_t begin, int64_t end)
{
    Axis const& height = problem.axes[1];
    Axis const& width = problem.axes[2];
    for (int64_t index = begin; index < end; ++index)
    {
        int64_t const y = index % height.out;
        int64_t const y0 = std::max<int64_t>(height.begin(y), 0);
        int64_t const y1 = std::max(std::min(height.begin(y) + height.size, height.in), y0);
        float const* const image = in + index / height.out * height.in * width.in * channels;
        auto const rowCount = static_cast<float>(height.count(y, problem.countPadding));
        for (int64_t x = 0; x < width.out; ++x)
        {
            int64_t const x0 = std::max<int64_t>(width.begin(x), 0);
            int64_t const x1 = std::max(std::min(width.begin(x) + width.size, width.in), x0);
            WindowPixels const window{
                image + (y0 * width.in + x0) * channels, y1 - y0, x1 - x0, width.in * channels, channels};
            poolPixel(problem, window, rowCount * problem.columnCounts[static_cast<size_t>(x)],
                out + (index * width.out + x) * channels);
        }
    }
}

} // namespace tenon::ops::pooling::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops::pooling
{
HWY_EXPORT(poolChannelsLast);

void runChannelsLast(Problem const& problem, int64_t channels, float const* in, float* out, int64_t begin, int64_t end)
{
    HWY_DYNAMIC_DISPATCH(poolChannelsLast)(problem, channels, in, out, begin, end);
}
} // namespace tenon::ops::pooling

namespace tenon::ops
{
namespace
{

using graph::TensorDesc;

class PoolingChannelsLastKernel final : public graph::Kernel
{
public:
    explicit PoolingChannelsLastKernel(PoolingParams const& params)
        : params_(params)
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<PoolingChannelsLastKernel>(params_));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        TENON_ASSIGN(problem_, pooling::problemFor(params_, inputs[0].dims, outputs[0].dims));
        images_ = inputs[0].dims.d[0];
        channels_ = inputs[0].dims.d[1];
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        pooling::Axis const& height = problem_.axes[1];
        pooling::Axis const& width = problem_.axes[2];
        int64_t const work = std::max<int64_t>(height.size * width.size * width.out * channels_, 1);
        devices::parallelFor(images_ * height.out, std::max<int64_t>(32768 / work, 1), [&](int64_t begin, int64_t end) {
            pooling::runChannelsLast(
                problem_, channels_, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]), begin, end);
        });
        return {};
    }

private:
    PoolingParams params_;
    pooling::Problem problem_;
    int64_t images_{0}, channels_{0};
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makePoolingChannelsLast(PoolingParams const& params)
{
    return std::unique_ptr<graph::Kernel>(std::make_unique<PoolingChannelsLastKernel>(params));
}

} // namespace tenon::ops
#endif // HWY_ONCE
