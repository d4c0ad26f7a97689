// kDEFAULT and kND copy blocks: block b of y is the block of x that index b names. kELEMENT takes single elements.
//
// Loops:     kDEFAULT  shared × before × indices blocks of what lies behind the axis
//            kND       one block for each index vector
//            kELEMENT  rows of the indices
// Threads:   blocks, or rows.
// Memory:    indices are read once (kDEFAULT: once for each element before the axis); blocks are copied as bytes.
// Accuracy:  bits are copied.
#include "ops/gather/gather.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <atomic>
#include <cstring>

namespace tenon::ops
{

using base::Dims;
using base::Status;
using nvinfer1::GatherMode;

namespace
{

//! The first index that was found outside, for the error; kernels go on with element 0 in its place.
struct Outside
{
    std::atomic<bool> found{false};
    int64_t index{0}, size{0};

    int64_t take(int64_t raw, int64_t dim)
    {
        int64_t const at = raw < 0 ? raw + dim : raw;
        if (at >= 0 && at < dim) [[likely]]
        {
            return at;
        }
        if (!found.exchange(true))
        {
            index = raw;
            size = dim;
        }
        return -1;
    }

    Status status() const
    {
        return found
            ? Status(base::invalidArgument("indices: expected each from {} to {}, found {}", -size, size - 1, index))
            : Status();
    }
};

int64_t volumeOf(Dims const& dims, int32_t begin, int32_t end)
{
    int64_t volume = 1;
    for (int32_t d = begin; d < end; ++d)
    {
        volume *= dims.d[d];
    }
    return volume;
}

void copyBlock(std::byte const* in, std::byte* out, int64_t bytes)
{
    switch (bytes)
    {
    case 4: std::memcpy(out, in, 4); break;
    case 8: std::memcpy(out, in, 8); break;
    default: std::memcpy(out, in, static_cast<size_t>(bytes)); break;
    }
}

int64_t grainOf(int64_t blockBytes)
{
    return std::max<int64_t>(64 * 1024 / std::max<int64_t>(blockBytes, 1), 1);
}

//! Leading blocks of the output: those that data and indices share; with implicit batch, those of the one that has a batch.
int64_t sharedCount(GatherParams const& params, PlainShapes const& shapes)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    int64_t count = 1;
    for (int32_t d = 0; d < params.elementWiseDims; ++d)
    {
        count *= d < params.hidden && data.d[d] == 1 ? places.d[d] : data.d[d];
    }
    return count;
}

template <typename Index>
Status gatherBlocks(
    GatherParams const& params, PlainShapes const& shapes, std::byte const* in, Index const* indices, std::byte* out)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    int32_t const axis = params.axis;
    int64_t const shared = sharedCount(params, shapes);
    int64_t const dataShared = volumeOf(data, 0, params.elementWiseDims);
    int64_t const placesShared = volumeOf(places, 0, params.elementWiseDims);
    int64_t const before = volumeOf(data, params.elementWiseDims, axis);
    int64_t const count = volumeOf(places, params.elementWiseDims, places.nbDims);
    int64_t const size = data.d[axis];
    int64_t const bytes = volumeOf(data, axis + 1, data.nbDims) * base::bytesOf(shapes.inputs[0].type);
    Outside outside;
    devices::parallelFor(bytes == 0 ? 0 : shared * before * count, grainOf(bytes), [&](int64_t begin, int64_t end) {
        for (int64_t block = begin; block < end; ++block)
        {
            int64_t const i = block % count;
            int64_t const outer = block / count;
            int64_t const sample = outer / before;
            int64_t const from = dataShared == shared ? outer : sample % dataShared * before + outer % before;
            int64_t const run = placesShared == shared ? sample : sample % placesShared;
            int64_t const at = outside.take(static_cast<int64_t>(indices[run * count + i]), size);
            if (at >= 0)
            {
                copyBlock(in + (from * size + at) * bytes, out + block * bytes, bytes);
            }
        }
    });
    return outside.status();
}

template <typename Index>
Status gatherNd(
    GatherParams const& params, PlainShapes const& shapes, std::byte const* in, Index const* indices, std::byte* out)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    int32_t const shared = params.elementWiseDims;
    auto const named = static_cast<int32_t>(places.d[places.nbDims - 1]);
    int64_t const perShared = volumeOf(places, shared, places.nbDims - 1);
    int64_t const dataShared = volumeOf(data, 0, shared);
    int64_t const placesShared = volumeOf(places, 0, shared);
    int64_t const blocks = sharedCount(params, shapes) * perShared;
    int64_t const bytes = volumeOf(data, shared + named, data.nbDims) * base::bytesOf(shapes.inputs[0].type);
    Outside outside;
    devices::parallelFor(bytes == 0 ? 0 : blocks, grainOf(bytes), [&](int64_t begin, int64_t end) {
        for (int64_t block = begin; block < end; ++block)
        {
            int64_t const sample = block / perShared;
            int64_t const vector = sample % placesShared * perShared + block % perShared;
            int64_t at = sample % dataShared;
            bool inside = true;
            for (int32_t k = 0; k < named; ++k)
            {
                int64_t const size = data.d[shared + k];
                int64_t const one = outside.take(static_cast<int64_t>(indices[vector * named + k]), size);
                inside = inside && one >= 0;
                at = at * size + one;
            }
            if (inside)
            {
                copyBlock(in + at * bytes, out + block * bytes, bytes);
            }
        }
    });
    return outside.status();
}

template <typename Index, typename T>
Status gatherElements(GatherParams const& params, PlainShapes const& shapes, T const* in, Index const* indices, T* out)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    Strides strides = rowMajorStrides(data);
    for (int32_t d = 0; d < params.hidden; ++d)
    {
        strides.d[d] = data.d[d] == 1 ? 0 : strides.d[d];
    }
    int32_t const last = places.nbDims - 1;
    int64_t const size = data.d[params.axis];
    int64_t const axisStride = strides.d[params.axis];
    int64_t const step = params.axis == last ? 0 : 1;
    Outside outside;
    forRows(places, [&](int64_t const* at, int64_t first, int64_t length) {
        int64_t base = 0;
        for (int32_t d = 0; d < last; ++d)
        {
            base += d == params.axis ? 0 : at[d] * strides.d[d];
        }
        for (int64_t i = 0; i < length; ++i)
        {
            int64_t const index = outside.take(static_cast<int64_t>(indices[first + i]), size);
            out[first + i] = index < 0 ? T{} : in[base + i * step + index * axisStride];
        }
    });
    return outside.status();
}

template <typename Index>
Status gather(GatherParams const& params, PlainShapes const& shapes, void const* const* inputs, void* output)
{
    auto const* const in = static_cast<std::byte const*>(inputs[0]);
    auto const* const indices = static_cast<Index const*>(inputs[1]);
    if (params.mode == GatherMode::kDEFAULT)
    {
        return gatherBlocks(params, shapes, in, indices, static_cast<std::byte*>(output));
    }
    if (params.mode == GatherMode::kND)
    {
        return gatherNd(params, shapes, in, indices, static_cast<std::byte*>(output));
    }
    Status status;
    withElementOf(base::bytesOf(shapes.inputs[0].type), [&]<typename T>(T) {
        status = gatherElements(params, shapes, static_cast<T const*>(inputs[0]), indices, static_cast<T*>(output));
    });
    return status;
}

} // namespace

Status checkGatherShapes(GatherParams const& params, PlainShapes const& shapes)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    int32_t const count = params.mode == GatherMode::kELEMENT ? data.nbDims : params.elementWiseDims;
    for (int32_t d = 0; d < count; ++d)
    {
        bool const repeats =
            d < params.hidden && (data.d[d] == 1 || (places.d[d] == 1 && params.mode != GatherMode::kELEMENT));
        bool const fits = repeats
            || (params.mode == GatherMode::kELEMENT ? d == params.axis || places.d[d] <= data.d[d]
                                                    : places.d[d] == data.d[d]);
        if (!fits)
        {
            return base::invalidArgument("gather: expected indices that fit the data {} in dimension {}, found {}",
                base::toString(data), d, base::toString(places));
        }
    }
    return {};
}

std::unique_ptr<graph::Kernel> makeGatherCpu(GatherParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        return shapes.inputs[1].type == base::DataType::kINT32 ? gather<int32_t>(params, shapes, inputs, outputs[0])
                                                               : gather<int64_t>(params, shapes, inputs, outputs[0]);
    };
    return makePlainKernel(
        std::move(run), [params](PlainShapes const& shapes) { return checkGatherShapes(params, shapes); });
}

} // namespace tenon::ops
