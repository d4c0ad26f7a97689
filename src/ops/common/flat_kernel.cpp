#include "ops/common/flat_kernel.h"

#include "devices/cpu/parallel.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;
using base::operator==;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;

namespace
{

class FlatKernel final : public Kernel
{
public:
    FlatKernel(DataType in, DataType out, int64_t grain, FlatPiece piece)
        : inBytes_(base::bytesOf(in))
        , outBytes_(base::bytesOf(out))
        , grain_(grain)
        , piece_(std::move(piece))
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<FlatKernel>(*this));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        if (!(inputs[0].dims == outputs[0].dims) || inputs[0].format != outputs[0].format)
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR,
                "flat kernel: expected equal dims and formats, found {} {} and {} {}", base::toString(inputs[0].dims),
                base::name(inputs[0].format), base::toString(outputs[0].dims), base::name(outputs[0].format));
        }
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(inputs[0].dims, DataType::kINT8, inputs[0].format));
        count_ = bytes;
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const* const in = static_cast<std::byte const*>(inputs[0]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        devices::parallelFor(count_, grain_,
            [&](int64_t begin, int64_t end) { piece_(in + begin * inBytes_, out + begin * outBytes_, end - begin); });
        return {};
    }

private:
    int64_t inBytes_, outBytes_;
    int64_t grain_;
    FlatPiece piece_;
    int64_t count_{0};
};

} // namespace

std::unique_ptr<Kernel> makeFlatKernel(DataType in, DataType out, int64_t grain, FlatPiece piece)
{
    return std::make_unique<FlatKernel>(in, out, grain, std::move(piece));
}

FlatPiece throughFloats(DataType in, DataType out, FloatRow row)
{
    if (in == DataType::kFLOAT && out == DataType::kFLOAT)
    {
        return [row = std::move(row)](void const* from, void* to, int64_t count) {
            row(static_cast<float const*>(from), static_cast<float*>(to), count);
        };
    }
    return [in, out, row = std::move(row)](void const* from, void* to, int64_t count) {
        float results[kChunk];
        for (int64_t begin = 0; begin < count; begin += kChunk)
        {
            int64_t const size = std::min(kChunk, count - begin);
            loadFloats(in, static_cast<std::byte const*>(from) + begin * base::bytesOf(in), results, size);
            row(results, results, size);
            storeFloats(out, results, static_cast<std::byte*>(to) + begin * base::bytesOf(out), size);
        }
    };
}

} // namespace tenon::ops
