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

//! A word of an update.
template <typename Word>
struct UpdateWord
{
    Slices slices;
    Word const* updates;
    char* output;
    uint32_t words; //!< of a slice

    TENON_BOTH void operator()(int64_t index) const
    {
        // A division of 32 bits is several times as fast.
        int64_t const update = index <= 0xFFFFFFFFLL ? static_cast<uint32_t>(index) / words : index / words;
        int64_t const offset = slices.offset(update);
        if (offset >= 0)
        {
            reinterpret_cast<Word*>(output + offset)[index - update * words] = updates[index];
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
    auto const all = reinterpret_cast<uintptr_t>(updates) | reinterpret_cast<uintptr_t>(output)
        | static_cast<uintptr_t>(slices.bytes);
    return OnCuda::withWord(all, [&](auto word) {
        using Word = decltype(word);
        int64_t const words = slices.bytes / static_cast<int64_t>(sizeof(Word));
        return run.each(count * words,
            UpdateWord<Word>{
                slices, static_cast<Word const*>(updates), static_cast<char*>(output), static_cast<uint32_t>(words)});
    });
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
