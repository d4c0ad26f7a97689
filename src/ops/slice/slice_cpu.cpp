// y[i] = x[m(start + i · stride)], where m maps positions outside of x by the mode: wrapped around, moved to the nearest edge, mirrored
// at the edges (which are not repeated), or filled.
//
// Loops:     rows of y along its last dimension; the position in all other dimensions is worked out once a row.
// Threads:   rows.
// Memory:    each element that is taken is read once, each of y written once; runs of stride 1 inside of x are copied as bytes, those outside filled.
// Accuracy:  bits are copied.
#include "ops/slice/slice.h"

#include "ops/common/rows.h"

#include <cstring>
#include <memory>
#include <vector>

namespace tenon::ops
{

using graph::TensorDesc;
using nvinfer1::SampleMode;

namespace
{

//! The position in a dimension of `size` elements; −1 where the value is filled in.
int64_t mapped(int64_t at, int64_t size, SampleMode mode)
{
    if (at >= 0 && at < size)
    {
        return at;
    }
    if (mode == SampleMode::kFILL || size == 0)
    {
        return -1;
    }
    if (mode == SampleMode::kCLAMP)
    {
        return std::clamp<int64_t>(at, 0, size - 1);
    }
    if (mode == SampleMode::kWRAP)
    {
        int64_t const rest = at % size;
        return rest < 0 ? rest + size : rest;
    }
    // kREFLECT: period 2 · (size − 1).
    if (size == 1)
    {
        return 0;
    }
    int64_t const period = 2 * (size - 1);
    int64_t rest = at % period;
    rest = rest < 0 ? rest + period : rest;
    return rest < size ? rest : period - rest;
}

//! Start and stride of each dimension.
struct Place
{
    int64_t start[base::kMaxDims]{};
    int64_t stride[base::kMaxDims]{1, 1, 1, 1, 1, 1, 1, 1};
};

int64_t integerAt(base::DataType type, void const* data, int64_t i)
{
    return type == base::DataType::kINT32 ? static_cast<int32_t const*>(data)[i] : static_cast<int64_t const*>(data)[i];
}

class SliceKernel final : public graph::Kernel
{
public:
    SliceKernel(SliceParams params, SliceConnections connected)
        : params_(std::move(params))
        , connected_(connected)
    {
    }

    base::Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<graph::Kernel>(std::make_unique<SliceKernel>(params_, connected_));
    }

    base::Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        inputs_.assign(inputs.begin(), inputs.end());
        in_ = inputs[0].dims;
        out_ = outputs[0].dims;
        strides_ = rowMajorStrides(in_);
        elementBytes_ = base::bytesOf(inputs[0].type);
        bool const fixed = !connected_.start && !connected_.stride && !connected_.axes;
        return fixed ? place(nullptr) : base::okStatus();
    }

    base::Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        if (connected_.start || connected_.stride || connected_.axes)
        {
            TENON_CHECK(place(inputs));
        }
        // Behind the data stand the connected shape inputs, then the fill value.
        size_t const fillAt = 1 + (connected_.start ? 1 : 0) + (connected_.size ? 1 : 0) + (connected_.stride ? 1 : 0);
        withElementOf(elementBytes_, [&]<typename T>(T) {
            T const fill = connected_.fill ? *static_cast<T const*>(inputs[fillAt]) : T{};
            run(static_cast<T const*>(inputs[0]), static_cast<T*>(outputs[0]), fill);
        });
        return {};
    }

private:
    //! Number `i` of a list: an input's, or a parameter's.
    int64_t listed(
        bool isConnected, size_t input, base::Dims const& otherwise, void const* const* inputs, int64_t i) const
    {
        return isConnected ? integerAt(inputs_[input].type, inputs[input], i) : otherwise.d[i];
    }

    //! Works out where the slice begins, and checks strict bounds. Allocates nothing unless it fails.
    base::Status place(void const* const* inputs)
    {
        size_t const startAt = 1;
        size_t const strideAt = startAt + (connected_.start ? 1 : 0) + (connected_.size ? 1 : 0);
        size_t const axesAt = strideAt + (connected_.stride ? 1 : 0) + (connected_.fill ? 1 : 0);
        bool const hasAxes = connected_.axes || !params_.axes.empty();
        int64_t const count = connected_.axes ? base::volumeUnchecked(inputs_[axesAt].dims)
            : hasAxes                         ? static_cast<int64_t>(params_.axes.size())
                                              : in_.nbDims;
        place_ = {};
        for (int64_t i = 0; i < count; ++i)
        {
            int64_t d = i;
            if (hasAxes)
            {
                int64_t const axis = connected_.axes ? integerAt(inputs_[axesAt].type, inputs[axesAt], i)
                                                     : params_.axes[static_cast<size_t>(i)];
                d = axis < 0 ? axis + in_.nbDims : axis + (connected_.axes ? params_.hidden : 0);
            }
            // Shape inputs do not speak of the hidden batch, which is taken whole.
            int64_t const skipped = hasAxes ? 0 : params_.hidden;
            place_.start[d] = connected_.start && i < skipped
                ? 0
                : listed(connected_.start, startAt, params_.start, inputs, connected_.start ? i - skipped : i);
            place_.stride[d] = connected_.stride && i < skipped
                ? 1
                : listed(connected_.stride, strideAt, params_.stride, inputs, connected_.stride ? i - skipped : i);
        }
        return params_.mode == SampleMode::kSTRICT_BOUNDS ? checkBounds() : base::okStatus();
    }

    base::Status checkBounds() const
    {
        for (int32_t d = 0; d < in_.nbDims; ++d)
        {
            int64_t const last = place_.start[d] + (out_.d[d] - 1) * place_.stride[d];
            int64_t const low = std::min(place_.start[d], last);
            int64_t const high = std::max(place_.start[d], last);
            if (out_.d[d] != 0 && (low < 0 || high >= in_.d[d]))
            {
                return base::invalidArgument(
                    "slice: expected elements from 0 to {} in dimension {}, found {} to {} (start {}, size {}, stride {})",
                    in_.d[d] - 1, d, low, high, place_.start[d], out_.d[d], place_.stride[d]);
            }
        }
        return {};
    }

    template <typename T>
    void run(T const* in, T* out, T fill) const
    {
        int32_t const last = in_.nbDims - 1;
        forRows(out_, [&](int64_t const* at, int64_t first, int64_t length) {
            int64_t base = 0;
            for (int32_t d = 0; d < last; ++d)
            {
                int64_t const from = mapped(place_.start[d] + at[d] * place_.stride[d], in_.d[d], params_.mode);
                if (from < 0)
                {
                    std::fill_n(out + first, length, fill);
                    return;
                }
                base += from * strides_.d[d];
            }
            copyRow(in + base, out + first, length, fill);
        });
    }

    template <typename T>
    void copyRow(T const* in, T* out, int64_t length, T fill) const
    {
        if (in_.nbDims == 0)
        {
            *out = *in;
            return;
        }
        int64_t const size = in_.d[in_.nbDims - 1];
        int64_t const start = place_.start[in_.nbDims - 1];
        int64_t const stride = place_.stride[in_.nbDims - 1];
        if (stride == 1)
        {
            copyRuns(in, out, start, length, size, fill);
            return;
        }
        int64_t const end = start + (length - 1) * stride;
        if (start >= 0 && start < size && end >= 0 && end < size)
        {
            for (int64_t i = 0; i < length; ++i)
            {
                out[i] = in[start + i * stride];
            }
            return;
        }
        for (int64_t i = 0; i < length; ++i)
        {
            int64_t const from = mapped(start + i * stride, size, params_.mode);
            out[i] = from < 0 ? fill : in[from];
        }
    }

    //! A row of neighbours: what lies inside of x as bytes, what does not by the mode.
    template <typename T>
    void copyRuns(T const* in, T* out, int64_t start, int64_t length, int64_t size, T fill) const
    {
        for (int64_t i = 0; i < length;)
        {
            int64_t const at = start + i;
            int64_t const from = mapped(at, size, params_.mode);
            bool const isInside = from >= 0 && (from == at || params_.mode == SampleMode::kWRAP);
            // Up to the edge in front, or to the end.
            int64_t const outside = std::min(length - i, at < 0 ? -at : length - i);
            int64_t const run = isInside               ? std::min(length - i, size - from)
                : params_.mode == SampleMode::kREFLECT ? 1
                                                       : outside;
            if (isInside)
            {
                std::memcpy(out + i, in + from, static_cast<size_t>(run) * sizeof(T));
            }
            else
            {
                std::fill_n(out + i, run, from < 0 ? fill : in[from]);
            }
            i += run;
        }
    }

    SliceParams params_;
    SliceConnections connected_;
    std::vector<TensorDesc> inputs_;
    Place place_;
    base::Dims in_{}, out_{};
    Strides strides_;
    int64_t elementBytes_{4};
};

} // namespace

std::unique_ptr<graph::Kernel> makeSliceCpu(SliceParams const& params, SliceConnections const& connected)
{
    return std::make_unique<SliceKernel>(params, connected);
}

} // namespace tenon::ops
