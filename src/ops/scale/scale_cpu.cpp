// y = (x · scale + shift) ^ power.
//
// Loops:     the tensor is outer × weights × inner. Where inner is 1 a row has a weight for each element, else one weight for all.
// Threads:   rows; where there is but one, pieces of it.
// Memory:    each element is read once and written once; fp16 and bf16 are converted in the first-level cache.
// Accuracy:  x · scale + shift is rounded once where the processor fuses, else twice. Powers 1 and 2 add none and one rounding; others are
//            the C library's pow (1 ulp).
#include "ops/common/simd_targets.h"

#include "ops/scale/scale_cpu.h"

#include "devices/cpu/parallel.h"
#include "ops/common/flat_kernel.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ops/scale/scale_cpu.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ops/common/simd_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tenon::ops::HWY_NAMESPACE
{

void scaleUniformRow(float const* in, float scale, float shift, float* out, int64_t count)
{
    V32 const factor = set(scale);
    V32 const offset = set(shift);
    transformRow(in, out, count, [=](V32 x) HWY_ATTR { return hn::MulAdd(x, factor, offset); });
}

void scaleEachRow(float const* in, float const* scale, float const* shift, float* out, int64_t count)
{
    F32 const d;
    auto const lanes = static_cast<int64_t>(hn::Lanes(d));
    int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
    {
        hn::StoreU(hn::MulAdd(hn::LoadU(d, in + i), hn::LoadU(d, scale + i), hn::LoadU(d, shift + i)), d, out + i);
    }
    for (; i < count; ++i)
    {
        out[i] = std::fma(in[i], scale[i], shift[i]);
    }
}

void squareRow(float* values, int64_t count)
{
    transformRow(values, values, count, [](V32 x) HWY_ATTR { return hn::Mul(x, x); });
}

} // namespace tenon::ops::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tenon::ops
{

HWY_EXPORT(scaleUniformRow);
HWY_EXPORT(scaleEachRow);
HWY_EXPORT(squareRow);

using base::DataType;
using base::Dims;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;
using nvinfer1::ScaleMode;

namespace
{

constexpr int64_t kGrain = 16 * 1024;

//! Weights as fp32, one value each; shared by the clones.
struct ScaleWeights
{
    std::vector<float> scale, shift;
    std::vector<float> power; //!< empty: 1 throughout
};

void raise(float* values, float power, int64_t count)
{
    if (power == 2.0F)
    {
        HWY_DYNAMIC_DISPATCH(squareRow)(values, count);
        return;
    }
    for (int64_t i = 0; i < count && power != 1.0F; ++i)
    {
        values[i] = std::pow(values[i], power);
    }
}

class ScaleKernel final : public Kernel
{
public:
    ScaleKernel(
        ScaleMode mode, int32_t channelAxis, DataType in, DataType out, std::shared_ptr<ScaleWeights const> weights)
        : mode_(mode)
        , channelAxis_(channelAxis)
        , in_(in)
        , out_(out)
        , weights_(std::move(weights))
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ScaleKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const>) override
    {
        Dims const& dims = inputs[0].dims;
        TENON_ASSIGN(count_, base::volume(dims));
        auto const given = static_cast<int64_t>(weights_->scale.size());
        inner_ = count_;
        if (mode_ == ScaleMode::kUNIFORM)
        {
            return {};
        }
        int64_t wanted = 1;
        inner_ = 1;
        for (int32_t d = channelAxis_; d < dims.nbDims; ++d)
        {
            bool const weighted = mode_ == ScaleMode::kELEMENTWISE || d == channelAxis_;
            (weighted ? wanted : inner_) *= dims.d[d];
        }
        if (wanted != given && count_ != 0)
        {
            return base::invalidArgument(
                "scale: expected {} weights for an input of {}, found {}", wanted, base::toString(dims), given);
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        devices::parallelFor(count_, kGrain, [&](int64_t begin, int64_t end) {
            auto const* const in = static_cast<std::byte const*>(inputs[0]);
            auto* const out = static_cast<std::byte*>(outputs[0]);
            auto const weights = static_cast<int64_t>(weights_->scale.size());
            // A run is what one weight covers, or, where each element has its own, one pass over all weights.
            int64_t const run = inner_ == 1 ? weights : inner_;
            while (begin < end)
            {
                int64_t const at = begin % run;
                int64_t const size = std::min({run - at, end - begin, isFloat() ? count_ : kChunk});
                int64_t const weight = inner_ == 1 ? at : begin / inner_ % weights;
                scaleRun(in + begin * base::bytesOf(in_), out + begin * base::bytesOf(out_), weight, size);
                begin += size;
            }
        });
        return {};
    }

private:
    bool isFloat() const { return in_ == DataType::kFLOAT && out_ == DataType::kFLOAT; }

    void scaleRun(void const* in, void* out, int64_t weight, int64_t count) const
    {
        if (isFloat())
        {
            scaleFloats(static_cast<float const*>(in), static_cast<float*>(out), weight, count);
            return;
        }
        float chunk[kChunk];
        loadFloats(in_, in, chunk, count);
        scaleFloats(chunk, chunk, weight, count);
        storeFloats(out_, chunk, out, count);
    }

    void scaleFloats(float const* in, float* out, int64_t weight, int64_t count) const
    {
        ScaleWeights const& w = *weights_;
        auto const first = static_cast<size_t>(weight);
        if (inner_ == 1 && w.scale.size() > 1)
        {
            HWY_DYNAMIC_DISPATCH(scaleEachRow)(in, &w.scale[first], &w.shift[first], out, count);
            for (int64_t i = 0; i < count && !w.power.empty(); ++i)
            {
                raise(out + i, w.power[first + static_cast<size_t>(i)], 1);
            }
            return;
        }
        HWY_DYNAMIC_DISPATCH(scaleUniformRow)(in, w.scale[first], w.shift[first], out, count);
        if (!w.power.empty())
        {
            raise(out, w.power[first], count);
        }
    }

    ScaleMode mode_;
    int32_t channelAxis_;
    DataType in_, out_;
    std::shared_ptr<ScaleWeights const> weights_;
    int64_t count_{0};
    int64_t inner_{0};
};

Result<std::vector<float>> floatsOf(graph::ConstantData const& weights, size_t count, float otherwise)
{
    if (weights.empty())
    {
        return std::vector<float>(count, otherwise);
    }
    TENON_ASSIGN(graph::ConstantData const floats, graph::toFloat(weights));
    return std::vector<float>(floats.floats().begin(), floats.floats().end());
}

} // namespace

Result<std::unique_ptr<Kernel>> makeScaleCpu(ScaleParams const& params, DataType in, DataType out)
{
    auto const count =
        static_cast<size_t>(std::max({params.shift.count, params.scale.count, params.power.count, int64_t{1}}));
    bool const none = params.shift.empty() && params.scale.empty() && params.power.empty();
    for (graph::ConstantData const* const weights : {&params.shift, &params.scale, &params.power})
    {
        if (!weights->empty() && static_cast<size_t>(weights->count) != count)
        {
            return base::invalidArgument(
                "scale: expected shift, scale and power to have as many values, found {}, {} and {}",
                params.shift.count, params.scale.count, params.power.count);
        }
    }
    auto weights = std::make_shared<ScaleWeights>();
    TENON_ASSIGN(weights->scale, floatsOf(params.scale, count, 1.0F));
    TENON_ASSIGN(weights->shift, floatsOf(params.shift, count, 0.0F));
    TENON_ASSIGN(weights->power, floatsOf(params.power, count, 1.0F));
    if (std::all_of(weights->power.begin(), weights->power.end(), [](float each) { return each == 1.0F; }))
    {
        weights->power.clear();
    }
    ScaleMode const mode = none ? ScaleMode::kUNIFORM : params.mode;
    return std::unique_ptr<Kernel>(
        std::make_unique<ScaleKernel>(mode, params.channelAxis, in, out, std::move(weights)));
}

} // namespace tenon::ops
#endif // HWY_ONCE
