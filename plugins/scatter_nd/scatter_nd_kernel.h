// output = data;  output[indices[i]] = updates[i] for each i; the last update of a slice counts, indices outside of `data` are skipped
//
// Threads:   CPU: updates in order. CUDA: one update a thread writes its number to its slice's place in the workspace, where the greatest stays; then four
//            words a thread are copied from where that says.
// Memory:    CPU: data is copied, then updates are copied over it. CUDA: a number for each slice; each word of the output is read once and written once.
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

    //! The slice of an update; −1 where an index lies outside.
    TENON_BOTH int64_t slice(int64_t update) const
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
        return slice;
    }
};

//! 1 where an index lies outside; known on the CPU alone.
inline int32_t write(OnCpu const& run, Slices const& slices, void const* data, int64_t dataBytes, void const* updates,
    void* output, int64_t count, void*)
{
    run.copyRows({data, 0, output, 0, dataBytes, 1});
    int32_t outside = 0;
    for (int64_t i = 0; i < count; ++i)
    {
        int64_t const slice = slices.slice(i);
        outside |= slice < 0 ? 1 : 0;
        if (slice >= 0)
        {
            std::memcpy(static_cast<char*>(output) + slice * slices.bytes,
                static_cast<char const*>(updates) + i * slices.bytes, static_cast<size_t>(slices.bytes));
        }
    }
    return outside;
}

#if defined(__CUDACC__)
//! 1 + the last update of each slice; 0 before.
struct LastUpdate
{
    Slices slices;
    uint32_t* last;

    __device__ void operator()(int64_t update) const
    {
        int64_t const slice = slices.slice(update);
        if (slice >= 0)
        {
            atomicMax(last + slice, static_cast<uint32_t>(update + 1));
        }
    }
};

constexpr int32_t kThreads = 256;
constexpr int32_t kWordsEach = 4; //!< of a thread

//! Index: uint32_t where the number of words allows it, whose division is several times as fast.
template <typename Word, typename Index>
__global__ void __launch_bounds__(kThreads)
    merge(Word const* data, Word const* updates, uint32_t const* last, Word* output, int64_t count, Index words)
{
    int64_t const first = static_cast<int64_t>(blockIdx.x) * (kThreads * kWordsEach) + threadIdx.x;
    Word found[kWordsEach];
#pragma unroll
    for (int32_t k = 0; k < kWordsEach; ++k)
    {
        int64_t const i = first + k * kThreads;
        if (i < count)
        {
            int64_t const slice = static_cast<Index>(i) / words;
            uint32_t const update = last[slice];
            found[k] = update == 0 ? data[i] : updates[(static_cast<int64_t>(update) - 1 - slice) * words + i];
        }
    }
#pragma unroll
    for (int32_t k = 0; k < kWordsEach; ++k)
    {
        int64_t const i = first + k * kThreads;
        if (i < count)
        {
            output[i] = found[k];
        }
    }
}

inline int32_t write(OnCuda const& run, Slices const& slices, void const* data, int64_t dataBytes, void const* updates,
    void* output, int64_t count, void* workspace)
{
    auto* const last = static_cast<uint32_t*>(workspace);
    if (count >= 0xFFFFFFFFLL
        || run.fill(last, 0, dataBytes / slices.bytes * static_cast<int64_t>(sizeof(uint32_t))) != 0
        || run.each(count, LastUpdate{slices, last}) != 0)
    {
        return 1;
    }
    auto const all = reinterpret_cast<uintptr_t>(data) | reinterpret_cast<uintptr_t>(updates)
        | reinterpret_cast<uintptr_t>(output) | static_cast<uintptr_t>(slices.bytes);
    return OnCuda::withWord(all, [&](auto word) {
        using Word = decltype(word);
        constexpr auto kBytes = static_cast<int64_t>(sizeof(Word));
        int64_t const words = dataBytes / kBytes;
        auto const launch = [&](auto perSlice) {
            merge<<<static_cast<uint32_t>(cuda::ceilDiv(words, int64_t{kThreads} * kWordsEach)), kThreads, 0,
                run.stream>>>(static_cast<Word const*>(data), static_cast<Word const*>(updates), last,
                static_cast<Word*>(output), words, perSlice);
            return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
        };
        int64_t const perSlice = slices.bytes / kBytes;
        return words <= 0xFFFFFFFFLL ? launch(static_cast<uint32_t>(perSlice)) : launch(perSlice);
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
    int64_t const count = depth == 0 ? 0 : indices.count() / depth;
    return data.count() == 0
        ? 0
        : write(run, slices, data.data, data.bytes(), call.input(2).data, call.output(0).data, count, call.workspace());
}

} // namespace tenon::plugins::scatter_nd
