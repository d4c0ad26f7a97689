// y[…, a + offset_i, …] = x_i[…, a, …].
//
// Loops:     for each input (those that are the same for all of an implicit batch once for each sample), `outer` runs of (its size along the axis × what lies behind the axis) bytes.
// Threads:   the bytes of the output are cut into even pieces, which may begin and end within a run.
// Memory:    each byte is read once and written once.
// Accuracy:  bits are copied.
#include "ops/concatenation/concatenation_cpu.h"

#include "devices/cpu/parallel.h"
#include "ops/common/channels_last.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{

using base::Dims;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;

namespace
{

constexpr int64_t kConcatenationGrainBytes = 128 * 1024;

class ConcatenationKernel final : public Kernel
{
public:
    ConcatenationKernel(int32_t axis, int32_t hidden, base::DataType type)
        : axis_(axis)
        , hidden_(hidden)
        , type_(type)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ConcatenationKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        Dims const out = dimsInMemory(outputs[0]);
        outer_ = 1;
        for (int32_t d = 0; d < axis_; ++d)
        {
            outer_ *= out.d[d];
        }
        int64_t inner = base::bytesOf(type_);
        for (int32_t d = axis_ + 1; d < out.nbDims; ++d)
        {
            inner *= out.d[d];
        }
        ends_.clear();
        runs_.clear();
        int64_t joined = 0;
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            TENON_CHECK(checkInput(inputs[i], outputs[0], i));
            joined += dimsInMemory(inputs[i]).d[axis_];
            ends_.push_back(joined * inner);
            runs_.push_back(outer_);
            for (int32_t d = 0; d < hidden_; ++d)
            {
                runs_.back() = dimsInMemory(inputs[i]).d[d] == out.d[d] ? runs_.back()
                                                                        : runs_.back() / std::max<int64_t>(out.d[d], 1);
            }
        }
        runBytes_ = ends_.back();
        if (joined != out.d[axis_])
        {
            return base::invalidArgument(
                "concatenation: expected an output of {} along axis {}, found {}", joined, axis_, out.d[axis_]);
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto* const out = static_cast<std::byte*>(outputs[0]);
        devices::parallelFor(outer_ * runBytes_, kConcatenationGrainBytes,
            [&](int64_t begin, int64_t end) { copyBytes(inputs, out, begin, end); });
        return {};
    }

private:
    Status checkInput(TensorDesc const& input, TensorDesc const& output, size_t i) const
    {
        Dims const in = dimsInMemory(input);
        Dims const out = dimsInMemory(output);
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            bool const repeats = d < hidden_ && in.d[d] == 1;
            if (d != axis_ && in.d[d] != out.d[d] && !repeats)
            {
                return base::invalidArgument("concatenation: expected input {} to be {} but along axis {}, found {}", i,
                    base::toString(output.dims), axis_, base::toString(input.dims));
            }
        }
        if (type_ == base::DataType::kINT8 && input.scale != output.scale)
        {
            return base::notImplemented("concatenation of int8 tensors with different scales ({} of input {} and {})",
                input.scale, i, output.scale);
        }
        return {};
    }

    //! Bytes [begin, end) of the output.
    void copyBytes(void const* const* inputs, std::byte* out, int64_t begin, int64_t end) const
    {
        while (begin < end)
        {
            int64_t const run = begin / runBytes_;
            int64_t const at = begin % runBytes_;
            auto const input = static_cast<size_t>(std::upper_bound(ends_.begin(), ends_.end(), at) - ends_.begin());
            int64_t const first = input == 0 ? 0 : ends_[input - 1];
            int64_t const inputRun = ends_[input] - first;
            int64_t const size = std::min(ends_[input] - at, end - begin);
            auto const* const in = static_cast<std::byte const*>(inputs[input]);
            std::memcpy(out + begin, in + run % runs_[input] * inputRun + (at - first), static_cast<size_t>(size));
            begin += size;
        }
    }

    int32_t axis_, hidden_;
    base::DataType type_;
    int64_t outer_{0};
    int64_t runBytes_{0};
    std::vector<int64_t> ends_; //!< where each input's part of a run ends, in bytes
    std::vector<int64_t> runs_; //!< that each input has: fewer than outer_ where it is the same for all of a batch
};

} // namespace

std::unique_ptr<Kernel> makeConcatenationCpu(int32_t axis, int32_t hidden, base::DataType type)
{
    return std::make_unique<ConcatenationKernel>(axis, hidden, type);
}

} // namespace tenon::ops
