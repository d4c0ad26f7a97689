// y[…, h, w] = x[…, h − preH, w − preW] where that lies within x, else 0.
//
// Threads:   rows of the output.
// Memory:    each row is written once: zeros, a copied middle, zeros.
// Accuracy:  bits are copied; zero is all bits clear in every type.
#include "ops/padding/padding_cpu.h"

#include "devices/cpu/parallel.h"

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

constexpr int64_t kPaddingGrainBytes = 64 * 1024;

class PaddingKernel final : public Kernel
{
public:
    PaddingKernel(PaddingParams const& params, base::DataType type)
        : params_(params)
        , elementBytes_(base::bytesOf(type))
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<PaddingKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        Dims const& in = inputs[0].dims;
        Dims const& out = outputs[0].dims;
        int32_t const rank = in.nbDims;
        inHeight_ = in.d[rank - 2];
        inWidth_ = in.d[rank - 1];
        outHeight_ = out.d[rank - 2];
        outWidth_ = out.d[rank - 1];
        for (int32_t i = 0; i < 2; ++i)
        {
            if (out.d[rank - 2 + i] < 0)
            {
                return base::invalidArgument(
                    "padding {} before and {} after {}: expected no more than its size to be cropped, found an "
                    "input of {}",
                    params_.prePadding.d[i], params_.postPadding.d[i], i == 0 ? "height" : "width", base::toString(in));
            }
        }
        outer_ = 1;
        for (int32_t d = 0; d < rank - 2; ++d)
        {
            outer_ *= in.d[d];
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const* const in = static_cast<std::byte const*>(inputs[0]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        if (outWidth_ == 0)
        {
            return {};
        }
        int64_t const grain = std::max<int64_t>(1, kPaddingGrainBytes / (outWidth_ * elementBytes_));
        devices::parallelFor(outer_ * outHeight_, grain, [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row)
            {
                writeRow(in, out + row * outWidth_ * elementBytes_, row / outHeight_,
                    row % outHeight_ - params_.prePadding.d[0]);
            }
        });
        return {};
    }

private:
    //! One output row, from row `h` of image `image` of the input.
    void writeRow(std::byte const* in, std::byte* out, int64_t image, int64_t h) const
    {
        int64_t const preWidth = params_.prePadding.d[1];
        int64_t const begin = std::clamp<int64_t>(preWidth, 0, outWidth_);
        int64_t const end =
            h < 0 || h >= inHeight_ ? begin : std::clamp<int64_t>(inWidth_ + preWidth, begin, outWidth_);
        auto const bytes = [&](int64_t elements) { return static_cast<size_t>(elements * elementBytes_); };
        std::memset(out, 0, bytes(begin));
        if (end > begin)
        {
            int64_t const from = (image * inHeight_ + h) * inWidth_ + begin - preWidth;
            std::memcpy(out + bytes(begin), in + from * elementBytes_, bytes(end - begin));
        }
        std::memset(out + bytes(end), 0, bytes(outWidth_ - end));
    }

    PaddingParams params_;
    int64_t elementBytes_;
    int64_t outer_{0};
    int64_t inHeight_{0}, inWidth_{0}, outHeight_{0}, outWidth_{0};
};

} // namespace

std::unique_ptr<Kernel> makePaddingCpu(PaddingParams const& params, base::DataType type)
{
    return std::make_unique<PaddingKernel>(params, type);
}

} // namespace tenon::ops
