// y = the same tensor in another type and format.
//
// Formula:   see the header.
// Loops:     formats that agree, without padding: the flat array. Types that agree: strided copies. Else elements are gathered into
//            a chunk of the first-level cache in the order of the output, converted there on vectors, and scattered; transposed pieces
//            are 32 × 64 elements, so that lines of memory are read and written whole.
// Threads:   pieces of the flat array, or chunks.
// Memory:    each element is read once and written once; outputs with padding are cleared first.
// Accuracy:  exact, or correctly rounded.
#include "ops/reformat/reformat.h"

#include "devices/cpu/parallel.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/flat_kernel.h"
#include "ops/common/type_conversion.h"
#include "ops/reformat/layout_walk.h"
#include "ops/reformat/reformat_cuda.h"

#include <algorithm>
#include <cstring>

namespace tenon::ops
{

using base::DataType;
using base::Dims;
using base::TensorFormat;
using base::operator==;
using graph::Kernel;
using graph::Result;
using graph::Status;
using graph::TensorDesc;
using graph::TypeFormat;

namespace
{

constexpr int64_t kGrain = 32 * 1024;
//! Elements of a transposed piece along the output; kChunk / kTile along the input.
constexpr int64_t kTile = 64;

//! A type with int8's scale.
struct Quantity
{
    DataType type{DataType::kFLOAT};
    float scale{1.0F};
};

//! At most kChunk elements.
void convertChunk(Quantity from, void const* in, Quantity to, void* out, int64_t count)
{
    bool const sameScale = from.scale == to.scale;
    if (from.type == to.type && (from.type != DataType::kINT8 || sameScale))
    {
        castElements(from.type, in, to.type, out, count);
        return;
    }
    float real[kChunk];
    if (from.type == DataType::kINT8)
    {
        dequantizeInt8(static_cast<int8_t const*>(in), from.scale, real, count);
        in = real;
        from.type = DataType::kFLOAT;
    }
    if (to.type != DataType::kINT8)
    {
        castElements(from.type, in, to.type, out, count);
        return;
    }
    if (in != real)
    {
        castElements(from.type, in, DataType::kFLOAT, real, count);
    }
    quantizeFloats(real, to.scale, static_cast<int8_t*>(out), count);
}

void convertFlat(Quantity from, std::byte const* in, Quantity to, std::byte* out, int64_t count)
{
    bool const quantizes = from.type == DataType::kINT8 || to.type == DataType::kINT8;
    if (!quantizes)
    {
        castElements(from.type, in, to.type, out, count);
        return;
    }
    for (int64_t begin = 0; begin < count; begin += kChunk)
    {
        int64_t const size = std::min(kChunk, count - begin);
        convertChunk(from, in + begin * base::bytesOf(from.type), to, out + begin * base::bytesOf(to.type), size);
    }
}

template <typename Element>
void gatherAs(void const* in, StridedLoop const& slow, StridedLoop const& fast, void* chunk)
{
    auto const* const from = static_cast<Element const*>(in);
    auto* const to = static_cast<Element*>(chunk);
    if (slow.inStride < fast.inStride)
    {
        // A transposition: memory is read in its own order, the chunk, which lies in the cache, is written across.
        for (int64_t f = 0; f < fast.size; ++f)
        {
            Element const* const row = from + f * fast.inStride;
            for (int64_t s = 0; s < slow.size; ++s)
            {
                to[s * fast.size + f] = row[s * slow.inStride];
            }
        }
        return;
    }
    for (int64_t s = 0; s < slow.size; ++s)
    {
        for (int64_t f = 0; f < fast.size; ++f)
        {
            to[s * fast.size + f] = from[s * slow.inStride + f * fast.inStride];
        }
    }
}

template <typename Element>
void scatterAs(void const* chunk, StridedLoop const& slow, StridedLoop const& fast, void* out)
{
    auto const* from = static_cast<Element const*>(chunk);
    auto* const to = static_cast<Element*>(out);
    for (int64_t s = 0; s < slow.size; ++s)
    {
        for (int64_t f = 0; f < fast.size; ++f)
        {
            to[s * slow.outStride + f * fast.outStride] = *from++;
        }
    }
}

void gather(int32_t bytes, void const* in, StridedLoop const& slow, StridedLoop const& fast, void* chunk)
{
    switch (bytes)
    {
    case 1: gatherAs<uint8_t>(in, slow, fast, chunk); break;
    case 2: gatherAs<uint16_t>(in, slow, fast, chunk); break;
    case 4: gatherAs<uint32_t>(in, slow, fast, chunk); break;
    default: gatherAs<uint64_t>(in, slow, fast, chunk); break;
    }
}

void scatter(int32_t bytes, void const* chunk, StridedLoop const& slow, StridedLoop const& fast, void* out)
{
    switch (bytes)
    {
    case 1: scatterAs<uint8_t>(chunk, slow, fast, out); break;
    case 2: scatterAs<uint16_t>(chunk, slow, fast, out); break;
    case 4: scatterAs<uint32_t>(chunk, slow, fast, out); break;
    default: scatterAs<uint64_t>(chunk, slow, fast, out); break;
    }
}

//! A walk whose elements also change their type. Like StridedCopy, but through a chunk.
class ConvertingWalk
{
public:
    ConvertingWalk(std::vector<StridedLoop> const& loops, Quantity from, Quantity to)
        : from_(from)
        , to_(to)
        // The copy's loops are simplified and ordered as this needs them.
        , outer_(StridedCopy(loops, 1).loops())
    {
        fast_ = outer_.back();
        outer_.pop_back();
        if (!outer_.empty())
        {
            slow_ = outer_.back();
            outer_.pop_back();
        }
        // A transposition goes in pieces that use whole lines of memory on both sides.
        bool const transposes = slow_.size > 1 && slow_.inStride < fast_.inStride;
        fastStep_ = std::min(fast_.size, transposes ? kTile : kChunk);
        slowStep_ = std::max<int64_t>(1, std::min(slow_.size, kChunk / std::max<int64_t>(fastStep_, 1)));
    }

    void run(std::byte const* in, std::byte* out) const
    {
        int64_t const fastPieces = (fast_.size + fastStep_ - 1) / std::max<int64_t>(fastStep_, 1);
        int64_t const slowPieces = (slow_.size + slowStep_ - 1) / slowStep_;
        int64_t outerCount = 1;
        for (StridedLoop const& loop : outer_)
        {
            outerCount *= loop.size;
        }
        int64_t const grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, fastStep_ * slowStep_));
        devices::parallelFor(outerCount * slowPieces * fastPieces, grain, [&](int64_t begin, int64_t end) {
            for (int64_t index = begin; index < end; ++index)
            {
                runPiece(in, out, index / fastPieces / slowPieces, index / fastPieces % slowPieces, index % fastPieces);
            }
        });
    }

private:
    void runPiece(std::byte const* in, std::byte* out, int64_t outerIndex, int64_t slowPiece, int64_t fastPiece) const
    {
        int64_t const s = slowPiece * slowStep_;
        int64_t const f = fastPiece * fastStep_;
        int64_t inAt = s * slow_.inStride + f * fast_.inStride;
        int64_t outAt = s * slow_.outStride + f * fast_.outStride;
        for (size_t k = outer_.size(); k > 0; --k)
        {
            int64_t const step = outerIndex % outer_[k - 1].size;
            outerIndex /= outer_[k - 1].size;
            inAt += step * outer_[k - 1].inStride;
            outAt += step * outer_[k - 1].outStride;
        }
        StridedLoop const slow{std::min(slowStep_, slow_.size - s), slow_.inStride, slow_.outStride};
        StridedLoop const fast{std::min(fastStep_, fast_.size - f), fast_.inStride, fast_.outStride};
        alignas(64) std::byte before[kChunk * 8];
        alignas(64) std::byte after[kChunk * 8];
        int32_t const inBytes = base::bytesOf(from_.type);
        int32_t const outBytes = base::bytesOf(to_.type);
        gather(inBytes, in + inAt * inBytes, slow, fast, before);
        convertChunk(from_, before, to_, after, slow.size * fast.size);
        scatter(outBytes, after, slow, fast, out + outAt * outBytes);
    }

    Quantity from_, to_;
    std::vector<StridedLoop> outer_;
    StridedLoop slow_{1, 0, 0}, fast_;
    int64_t slowStep_{1}, fastStep_{1};
};

class ReformatKernel final : public Kernel
{
public:
    ReformatKernel(TypeFormat from, TypeFormat to)
        : from_(from)
        , to_(to)
    {
    }

    Result<std::unique_ptr<Kernel>> clone(graph::ContextResources const&) const override
    {
        return std::unique_ptr<Kernel>(std::make_unique<ReformatKernel>(from_, to_));
    }

    Status setShapes(std::span<TensorDesc const> inputs, std::span<TensorDesc const> outputs) override
    {
        Dims const& dims = inputs[0].dims;
        if (!(dims == outputs[0].dims))
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR, "reformat: expected equal dims, found {} and {}",
                base::toString(dims), base::toString(outputs[0].dims));
        }
        TENON_CHECK(checkScale(inputs[0], "input"));
        TENON_CHECK(checkScale(outputs[0], "output"));
        TENON_CHECK(base::bytesOf(dims, from_.type, from_.format));
        TENON_ASSIGN(outBytes_, base::bytesOf(dims, to_.type, to_.format));
        TENON_ASSIGN(int64_t const elements, base::volume(dims));
        source_ = {from_.type, inputs[0].scale};
        target_ = {to_.type, outputs[0].scale};
        flatCount_ = outBytes_ / base::bytesOf(to_.type);
        padded_ = flatCount_ != elements;
        copies_.clear();
        conversions_.clear();
        // What lies in the padding of an input is anybody's: a padded output gets zeros there, also where formats agree.
        flat_ = from_.format == to_.format && !padded_;
        if (flat_ || elements == 0)
        {
            return {};
        }
        bool const sameType =
            from_.type == to_.type && (from_.type != DataType::kINT8 || source_.scale == target_.scale);
        for (LayoutWalk& walk : walksBetween(dims, from_.format, to_.format))
        {
            auto const bytes = base::bytesOf(to_.type);
            if (sameType)
            {
                copies_.push_back(
                    {StridedCopy(std::move(walk.loops), bytes), walk.inOffset * bytes, walk.outOffset * bytes});
            }
            else
            {
                conversions_.push_back({ConvertingWalk(walk.loops, source_, target_),
                    walk.inOffset * base::bytesOf(from_.type), walk.outOffset * bytes});
            }
        }
        return {};
    }

    Status enqueue(void const* const* inputs, void* const* outputs, void*, devices::StreamHandle) override
    {
        auto const* const in = static_cast<std::byte const*>(inputs[0]);
        auto* const out = static_cast<std::byte*>(outputs[0]);
        if (in == out && from_ == to_ && source_.scale == target_.scale)
        {
            // A network input that is an output in place; its memory may be read only.
            return {};
        }
        if (flat_)
        {
            devices::parallelFor(flatCount_, kGrain, [&](int64_t begin, int64_t end) {
                convertFlat(source_, in + begin * base::bytesOf(source_.type), target_,
                    out + begin * base::bytesOf(target_.type), end - begin);
            });
            return {};
        }
        if (padded_)
        {
            devices::parallelFor(outBytes_, 256 * 1024,
                [&](int64_t begin, int64_t end) { std::memset(out + begin, 0, static_cast<size_t>(end - begin)); });
        }
        for (auto const& each : copies_)
        {
            each.walk.run(in + each.inBytes, out + each.outBytes);
        }
        for (auto const& each : conversions_)
        {
            each.walk.run(in + each.inBytes, out + each.outBytes);
        }
        return {};
    }

private:
    //! A walk and where it begins, in bytes.
    template <typename Walk>
    struct Placed
    {
        Walk walk;
        int64_t inBytes;
        int64_t outBytes;
    };

    static Status checkScale(TensorDesc const& tensor, char const* role)
    {
        if (tensor.type == DataType::kINT8
            && !(tensor.scale > 0.0F && tensor.scale <= std::numeric_limits<float>::max()))
        {
            return base::invalidArgument(
                "reformat: expected a finite scale above 0 for an int8 {}, found {}", role, tensor.scale);
        }
        return {};
    }

    TypeFormat from_, to_;
    Quantity source_, target_;
    int64_t outBytes_{0};
    int64_t flatCount_{0};
    bool padded_{false};
    bool flat_{false};
    std::vector<Placed<StridedCopy>> copies_;
    std::vector<Placed<ConvertingWalk>> conversions_;
};

} // namespace

Result<std::unique_ptr<Kernel>> makeReformat(devices::Device& device, TypeFormat const& from, TypeFormat const& to)
{
    for (TypeFormat const& side : {from, to})
    {
        if (!isCastable(side.type))
        {
            return base::notImplemented("reformat between {} and {}", base::name(from.type), base::name(to.type));
        }
        if (base::isDlaFormat(side.format))
        {
            return base::checkFormat(side.format, side.type, base::kMaxDims).error();
        }
    }
    if constexpr (kHasCuda)
    {
        if (device.kind() == devices::DeviceKind::kCUDA)
        {
            return makeReformatCuda(device, from, to);
        }
    }
    if (device.kind() != devices::DeviceKind::kCPU)
    {
        return base::notImplemented("reformat on {}", device.description());
    }
    return std::unique_ptr<Kernel>(std::make_unique<ReformatKernel>(from, to));
}

} // namespace tenon::ops
