// y = x, then y[places] = updates.
//
// Loops:     the copy of x; then the updates in order, so that the last of several for one element stays.
// Threads:   the copy alone.
// Memory:    x is read once and y written once; updates and indices are read once.
// Accuracy:  bits are copied.
#include "ops/scatter/scatter.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <cstring>

namespace tenon::ops
{

using base::Dims;
using base::Status;
using nvinfer1::ScatterMode;

namespace
{

Status outside(int64_t index, int64_t size)
{
    return base::invalidArgument("indices: expected each from {} to {}, found {}", -size, size - 1, index);
}

template <typename T, typename Index>
Status scatterElements(
    ScatterParams const& params, PlainShapes const& shapes, Index const* indices, T const* updates, T* out)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    Strides const strides = rowMajorStrides(data);
    int64_t const size = data.d[params.axis];
    int64_t at[base::kMaxDims]{};
    int64_t const count = base::volumeUnchecked(places);
    for (int64_t i = 0; i < count; ++i)
    {
        auto const raw = static_cast<int64_t>(indices[i]);
        int64_t const index = raw < 0 ? raw + size : raw;
        if (index < 0 || index >= size)
        {
            return outside(raw, size);
        }
        int64_t to = index * strides.d[params.axis];
        for (int32_t d = 0; d < places.nbDims; ++d)
        {
            to += d == params.axis ? 0 : at[d] * strides.d[d];
        }
        out[to] = updates[i];
        for (int32_t d = places.nbDims - 1; d >= 0 && ++at[d] == places.d[d]; --d)
        {
            at[d] = 0;
        }
    }
    return {};
}

template <typename T, typename Index>
Status scatterNd(PlainShapes const& shapes, Index const* indices, T const* updates, T* out)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    auto const named = static_cast<int32_t>(places.d[places.nbDims - 1]);
    int64_t const block = runsAlong(data, named - 1).inner;
    int64_t const count = base::volumeUnchecked(places) / named;
    for (int64_t i = 0; i < count && block != 0; ++i)
    {
        int64_t to = 0;
        for (int32_t k = 0; k < named; ++k)
        {
            auto const raw = static_cast<int64_t>(indices[i * named + k]);
            int64_t const index = raw < 0 ? raw + data.d[k] : raw;
            if (index < 0 || index >= data.d[k])
            {
                return outside(raw, data.d[k]);
            }
            to = to * data.d[k] + index;
        }
        std::memcpy(out + to * block, updates + i * block, static_cast<size_t>(block) * sizeof(T));
    }
    return {};
}

template <typename Index>
Status scatter(ScatterParams const& params, PlainShapes const& shapes, void const* const* inputs, void* output)
{
    int64_t const elementBytes = base::bytesOf(shapes.inputs[0].type);
    devices::parallelFor(
        base::volumeUnchecked(shapes.inputs[0].dims) * elementBytes, 128 * 1024, [&](int64_t begin, int64_t end) {
            std::memcpy(static_cast<std::byte*>(output) + begin, static_cast<std::byte const*>(inputs[0]) + begin,
                static_cast<size_t>(end - begin));
        });
    Status status;
    auto const* const indices = static_cast<Index const*>(inputs[1]);
    withElementOf(elementBytes, [&]<typename T>(T) {
        auto const* const updates = static_cast<T const*>(inputs[2]);
        status = params.mode == ScatterMode::kND
            ? scatterNd(shapes, indices, updates, static_cast<T*>(output))
            : scatterElements(params, shapes, indices, updates, static_cast<T*>(output));
    });
    return status;
}

} // namespace

Status checkScatterShapes(ScatterParams const& params, PlainShapes const& shapes)
{
    Dims const& data = shapes.inputs[0].dims;
    Dims const& places = shapes.inputs[1].dims;
    Dims const& updates = shapes.inputs[2].dims;
    bool fits = true;
    if (params.mode == ScatterMode::kELEMENT)
    {
        fits = base::operator==(places, updates);
        for (int32_t d = 0; d < data.nbDims; ++d)
        {
            fits = fits && (d == params.axis || places.d[d] <= data.d[d]);
        }
    }
    else
    {
        auto const named = static_cast<int32_t>(places.d[places.nbDims - 1]);
        fits = base::volumeUnchecked(updates)
            == runsAlong(places, places.nbDims - 1).outer * runsAlong(data, named - 1).inner;
    }
    return fits ? Status()
                : base::invalidArgument("scatter: expected updates {} that fit indices {} and data {}",
                    base::toString(updates), base::toString(places), base::toString(data));
}

std::unique_ptr<graph::Kernel> makeScatterCpu(ScatterParams const& params)
{
    auto run = [params](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
        return shapes.inputs[1].type == base::DataType::kINT32 ? scatter<int32_t>(params, shapes, inputs, outputs[0])
                                                               : scatter<int64_t>(params, shapes, inputs, outputs[0]);
    };
    return makePlainKernel(
        std::move(run), [params](PlainShapes const& shapes) { return checkScatterShapes(params, shapes); });
}

} // namespace tenon::ops
