// Interpolation in each dimension in turn. With s the scale (given, or output size / input size), o an output's place, the input's place is
//
//     kALIGN_CORNERS  o · (in − 1) / (out − 1)
//     kASYMMETRIC     o / s
//     kHALF_PIXEL     (o + 0.5) / s − 0.5
//
// and the value that of the nearest element, or a sum over the 2 (linear) or 4 (Keys' cubic with parameter a) elements around it; what
// lies outside is the edge's.
//
// Loops:     taps (places and weights) of each dimension are worked out when shapes are set. An element of y is a sum over the
//            product of the taps of all dimensions that change: rows of x are interpolated along the last dimension, and those that a row
//            of y is made of are added up by vectors. The next rows of y are made of the same ones as a rule.
//            Of the nearest, a row of y that comes from the same row of x as the one before is a copy of it.
// Threads:   rows of y.
// Memory:    y is written once for each tap of the outer dimensions, x is read once for each tap of the last, both from the cache.
// Accuracy:  places and weights in fp32, as ONNX's reference; products are summed in fp32.
// Source:    the documentation of nvinfer1::IResizeLayer; R. Keys, Cubic convolution interpolation for digital image processing, 1981.
#include "ops/resize/resize.h"

#include "ops/common/channels_last.h"
#include "ops/common/rows.h"
#include "ops/resize/resize_rows.h"

#include <cmath>

namespace tenon::ops
{

using base::Dims;
using graph::TensorDesc;
using nvinfer1::InterpolationMode;
using nvinfer1::ResizeCoordinateTransformation;
using nvinfer1::ResizeRoundMode;
using nvinfer1::ResizeSelector;

namespace
{

//! What one dimension contributes to each of its outputs.
struct Axis
{
    int32_t tapBits{0};
    std::vector<int64_t> places; //!< taps() for each output, in elements of the dimension
    std::vector<float> weights;

    int32_t taps() const { return 1 << tapBits; }
};

float sourceOf(ResizeParams const& params, int64_t out, int64_t inSize, int64_t outSize, float scale)
{
    auto const o = static_cast<float>(out);
    if (outSize == 1 && params.selector == ResizeSelector::kUPPER)
    {
        return 0.0F;
    }
    switch (params.coordinates)
    {
    case ResizeCoordinateTransformation::kALIGN_CORNERS:
        return outSize == 1 ? 0.0F : o * static_cast<float>(inSize - 1) / static_cast<float>(outSize - 1);
    case ResizeCoordinateTransformation::kHALF_PIXEL: return (o + 0.5F) / scale - 0.5F;
    default: return o / scale;
    }
}

int64_t nearest(float x, ResizeRoundMode rounding)
{
    switch (rounding)
    {
    case ResizeRoundMode::kHALF_UP: return static_cast<int64_t>(std::floor(x + 0.5F));
    case ResizeRoundMode::kHALF_DOWN: return static_cast<int64_t>(std::ceil(x - 0.5F));
    case ResizeRoundMode::kCEIL: return static_cast<int64_t>(std::ceil(x));
    default: return static_cast<int64_t>(std::floor(x));
    }
}

//! Weights of the elements at floor(x) − 1 … floor(x) + 2.
void cubicWeights(float t, float a, float* w)
{
    w[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
    w[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
    w[2] = ((a + 2) * (1 - t) - (a + 3)) * (1 - t) * (1 - t) + 1;
    w[3] = ((a * (2 - t) - 5 * a) * (2 - t) + 8 * a) * (2 - t) - 4 * a;
}

Axis axisOf(ResizeParams const& params, int64_t inSize, int64_t outSize, float scale)
{
    Axis axis;
    bool const same = inSize == outSize && scale == 1.0F;
    InterpolationMode const mode = same ? InterpolationMode::kNEAREST : params.mode;
    axis.tapBits = mode == InterpolationMode::kCUBIC ? 2 : mode == InterpolationMode::kLINEAR ? 1 : 0;
    axis.places.resize(static_cast<size_t>(outSize * axis.taps()));
    axis.weights.resize(axis.places.size());
    for (int64_t o = 0; o < outSize; ++o)
    {
        int64_t* const places = axis.places.data() + o * axis.taps();
        float* const weights = axis.weights.data() + o * axis.taps();
        float const x = same ? static_cast<float>(o) : sourceOf(params, o, inSize, outSize, scale);
        int64_t const floor = static_cast<int64_t>(std::floor(x));
        float const t = x - static_cast<float>(floor);
        if (mode == InterpolationMode::kNEAREST)
        {
            places[0] = same ? o : nearest(x, params.rounding);
            weights[0] = 1.0F;
        }
        else if (mode == InterpolationMode::kLINEAR)
        {
            places[0] = floor;
            places[1] = floor + 1;
            weights[0] = 1.0F - t;
            weights[1] = t;
        }
        else
        {
            cubicWeights(t, static_cast<float>(params.cubicCoefficient), weights);
            float sum = 0.0F;
            for (int64_t i = 0; i < 4; ++i)
            {
                places[i] = floor - 1 + i;
                bool const outside = places[i] < 0 || places[i] >= inSize;
                weights[i] = params.excludeOutside && outside ? 0.0F : weights[i];
                sum += weights[i];
            }
            for (int64_t i = 0; params.excludeOutside && i < 4; ++i)
            {
                weights[i] /= sum;
            }
        }
        for (int32_t i = 0; i < axis.taps(); ++i)
        {
            places[i] = std::clamp<int64_t>(places[i], 0, std::max<int64_t>(inSize - 1, 0));
        }
    }
    return axis;
}

class ResizeKernel final : public graph::Kernel
{
public:
    ResizeKernel(ResizeParams params, int64_t elementBytes)
        : params_(std::move(params))
        , elementBytes_(elementBytes)
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<ResizeKernel>(params_, elementBytes_));
    }

    base::Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        in_ = dimsInMemory(inputs[0]);
        out_ = dimsInMemory(outputs[0]);
        strides_ = rowMajorStrides(in_);
        axes_.clear();
        changing_.clear();
        bool const given = inputs.size() == 1 && !params_.hasDims;
        for (int32_t d = 0; d < out_.nbDims; ++d)
        {
            auto const dimension = static_cast<size_t>(dimensionInMemory(inputs[0].format, d));
            float const scale = given
                ? static_cast<float>(params_.scales[dimension])
                : static_cast<float>(out_.d[d]) / static_cast<float>(std::max<int64_t>(in_.d[d], 1));
            if (in_.d[d] == 0 && out_.d[d] > 0)
            {
                return base::invalidArgument(
                    "resize: expected dimension {} of {} not to be empty, found {} elements to make of it", d,
                    base::toString(in_), out_.d[d]);
            }
            axes_.push_back(axisOf(params_, in_.d[d], out_.d[d], scale));
            if (axes_.back().taps() > 1 && d + 1 < out_.nbDims)
            {
                changing_.push_back(d);
            }
        }
        // Channels last as a rule: the last dimension stays as it is, and rows are copied whole.
        row_ = out_.nbDims == 0 ? Row::kANY : rowOf(axes_.back());
        return {};
    }

    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        if (params_.mode == InterpolationMode::kNEAREST)
        {
            withElementOf(elementBytes_,
                [&]<typename T>(T) { copy(static_cast<T const*>(inputs[0]), static_cast<T*>(outputs[0])); });
        }
        else
        {
            interpolate(static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]));
        }
        return {};
    }

private:
    //! How an element i of a row comes from the row of x.
    enum class Row : uint8_t
    {
        kANY,
        kSAME,  //!< element i
        kTWICE, //!< element i / 2
    };

    static Row rowOf(Axis const& axis)
    {
        bool same = axis.taps() == 1;
        bool twice = same && axis.places.size() % 2 == 0;
        for (size_t i = 0; (same || twice) && i < axis.places.size(); ++i)
        {
            same = same && axis.places[i] == static_cast<int64_t>(i);
            twice = twice && axis.places[i] == static_cast<int64_t>(i / 2);
        }
        return same ? Row::kSAME : twice ? Row::kTWICE : Row::kANY;
    }

    template <typename T>
    void copy(T const* in, T* out) const
    {
        if (out_.nbDims == 0)
        {
            *out = *in;
            return;
        }
        forRowRanges(out_, [&](int64_t begin, int64_t end) {
            int64_t before = -1;
            walkRows(out_, begin, end, [&](int64_t const* at, int64_t first, int64_t length) {
                int64_t base = 0;
                for (int32_t d = 0; d + 1 < out_.nbDims; ++d)
                {
                    base += axes_[static_cast<size_t>(d)].places[static_cast<size_t>(at[d])] * strides_.d[d];
                }
                T* const to = out + first;
                if (base == before)
                {
                    std::copy_n(to - length, length, to);
                }
                else
                {
                    copyRow(in + base, to, length);
                }
                before = base;
            });
        });
    }

    template <typename T>
    void copyRow(T const* in, T* out, int64_t length) const
    {
        int64_t const* const places = axes_.back().places.data();
        switch (row_)
        {
        case Row::kSAME: std::copy_n(in, length, out); break;
        case Row::kTWICE: writeTwice(in, out, length / 2); break;
        default:
            for (int64_t i = 0; i < length; ++i)
            {
                out[i] = in[places[i]];
            }
        }
    }

    static constexpr int64_t kShortRow = 8; //!< elements that are not worth a call

    //! Rows of x that were interpolated along the last dimension: neighbouring rows of y are made of the same ones.
    struct KeptRows
    {
        static constexpr int64_t kLength = 512; //!< elements of a row at a time
        static constexpr int64_t kCount = 16;
        int64_t from[kCount]; //!< the row's place in x; negative: none
        float values[kCount][kLength];
    };

    void interpolate(float const* in, float* out) const
    {
        if (out_.nbDims == 0)
        {
            *out = *in;
            return;
        }
        int64_t const length = out_.d[out_.nbDims - 1];
        forRowRanges(out_, [&](int64_t begin, int64_t end) {
            KeptRows kept;
            for (int64_t column = 0; column < length; column += KeptRows::kLength)
            {
                std::fill_n(kept.from, KeptRows::kCount, int64_t{-1});
                int64_t const count = std::min(KeptRows::kLength, length - column);
                walkRows(out_, begin, end, [&](int64_t const* at, int64_t first, int64_t) {
                    interpolateRow(in, at, column, count, out + first + column, kept);
                });
            }
        });
    }

    //! Elements [first, first + count) of the row at `at`.
    void interpolateRow(
        float const* in, int64_t const* at, int64_t first, int64_t count, float* y, KeptRows& kept) const
    {
        int64_t base = 0;
        int64_t combinations = 1;
        for (int32_t d = 0; d + 1 < out_.nbDims; ++d)
        {
            Axis const& axis = axes_[static_cast<size_t>(d)];
            base += axis.taps() == 1 ? axis.places[static_cast<size_t>(at[d])] * strides_.d[d] : 0;
            combinations *= axis.taps();
        }
        // Each combination of taps of the outer dimensions is a row of x with a weight.
        for (int64_t c = 0; c < combinations; ++c)
        {
            int64_t row = base;
            float weight = 1.0F;
            int64_t rest = c;
            int64_t slot = 0;
            for (int32_t const d : changing_)
            {
                Axis const& axis = axes_[static_cast<size_t>(d)];
                int64_t const mask = axis.taps() - 1;
                auto const tap = static_cast<size_t>(at[d] * axis.taps() + (rest & mask));
                rest >>= axis.tapBits;
                row += axis.places[tap] * strides_.d[d];
                weight *= axis.weights[tap];
                // Neighbours differ.
                slot = (slot << axis.tapBits) + (axis.places[tap] & mask);
            }
            float const* x = in + row + first;
            if (row_ != Row::kSAME)
            {
                slot %= KeptRows::kCount;
                if (kept.from[slot] != row)
                {
                    kept.from[slot] = row;
                    alongLast(in + row, first, count, kept.values[slot]);
                }
                x = kept.values[slot];
            }
            if (count < kShortRow)
            {
                for (int64_t i = 0; i < count; ++i)
                {
                    y[i] = weight * x[i] + (c == 0 ? 0.0F : y[i]);
                }
                continue;
            }
            (c == 0 ? writeScaled : addScaled)(x, weight, y, count);
        }
    }

    //! Elements [first, first + count) of a row of x interpolated along the last dimension.
    void alongLast(float const* in, int64_t first, int64_t count, float* y) const
    {
        Axis const& axis = axes_.back();
        int64_t const* places = axis.places.data() + first * axis.taps();
        float const* weights = axis.weights.data() + first * axis.taps();
        if (axis.taps() == 2)
        {
            for (int64_t i = 0; i < count; ++i, places += 2, weights += 2)
            {
                y[i] = weights[0] * in[places[0]] + weights[1] * in[places[1]];
            }
            return;
        }
        for (int64_t i = 0; i < count; ++i, places += axis.taps(), weights += axis.taps())
        {
            float sum = 0.0F;
            for (int32_t t = 0; t < axis.taps(); ++t)
            {
                sum += weights[t] * in[places[t]];
            }
            y[i] = sum;
        }
    }

    ResizeParams params_;
    int64_t elementBytes_;
    Dims in_{}, out_{};
    Strides strides_;
    std::vector<Axis> axes_;
    Row row_{Row::kANY};
    std::vector<int32_t> changing_; //!< outer dimensions of several taps
};

} // namespace

graph::Result<std::unique_ptr<graph::Kernel>> makeResizeCpu(
    ResizeParams const& params, graph::KernelRequest const& request)
{
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<ResizeKernel>(params, base::bytesOf(request.candidate.inputs[0].type)));
}

} // namespace tenon::ops
