// output = data;  output[indices[i]] = updates[i] for each i
//
// Threads:   CPU: updates in order, so that the last one for a slice counts. CUDA: one word a thread; which update of a slice counts is open
//            there, as ONNX leaves it.
// Memory:    data is copied, then updates are copied over it. Indices outside of `data` are skipped.
#pragma once

#include "plugins/common/run.h"
#include "plugins/scatter_nd/scatter_nd.h"

namespace tenon::plugins::scatter_nd
{

struct Slices
{
    int32_t const* indices;
    int32_t depth; //!< numbers that select a slice
    int64_t extents[8];
    int64_t bytes; //!< of a slice

    //! Bytes before the slice; −1 where an index lies outside.
    TENON_BOTH int64_t offset(int64_t update) const
    {
        int64_t slice = 0;
        for (int32_t k = 0; k < depth; ++k)
        {
            int64_t index = indices[update * depth + k];
            index = index < 0 ? index + extents[k] : index;
            if (index < 0 || index >= extents[k])
            {
                return -1;
            }
            slice = slice * extents[k] + index;
        }
        return slice * bytes;
    }
};

//! 2 bytes of an update.
struct Word
{
    Slices slices;
    uint16_t const* updates;
    char* output;

    TENON_BOTH void operator()(int64_t index) const
    {
        int64_t const words = slices.bytes / 2;
        int64_t const offset = slices.offset(index / words);
        if (offset >= 0)
        {
            reinterpret_cast<uint16_t*>(output + offset)[index % words] = updates[index];
        }
    }
};

//! 1 where an index lies outside; known on the CPU alone.
inline int32_t write(OnCpu const&, Slices const& slices, void const* updates, void* output, int64_t count)
{
    int32_t outside = 0;
    for (int64_t i = 0; i < count; ++i)
    {
        int64_t const offset = slices.offset(i);
        outside |= offset < 0 ? 1 : 0;
        if (offset >= 0)
        {
            std::memcpy(static_cast<char*>(output) + offset, static_cast<char const*>(updates) + i * slices.bytes,
                static_cast<size_t>(slices.bytes));
        }
    }
    return outside;
}

#if defined(__CUDACC__)
inline int32_t write(OnCuda const& run, Slices const& slices, void const* updates, void* output, int64_t count)
{
    return run.each(
        count * (slices.bytes / 2), Word{slices, static_cast<uint16_t const*>(updates), static_cast<char*>(output)});
}
#endif

template <typename Run>
int32_t enqueueOn(Run const& run, ScatterNd const&, plugin::Call const& call)
{
    plugin::Tensor const& data = call.input(0);
    plugin::Tensor const& indices = call.input(1);
    auto const depth = static_cast<int32_t>(indices.dim(indices.rank() - 1));
    Slices slices{indices.as<int32_t const>(), depth, {}, plugin::bytesOf(data.type())};
    if (depth > data.rank())
    {
        return 1;
    }
    for (int32_t i = 0; i < data.rank(); ++i)
    {
        slices.extents[i] = data.dim(i);
        slices.bytes *= i < depth ? 1 : data.dim(i);
    }
    if (data.count() != 0 && run.copyRows({data.data, 0, call.output(0).data, 0, data.bytes(), 1}) != 0)
    {
        return 1;
    }
    int64_t const count = depth == 0 ? 0 : indices.count() / depth;
    return slices.bytes == 0 ? 0 : write(run, slices, call.input(2).data, call.output(0).data, count);
}

} // namespace tenon::plugins::scatter_nd
