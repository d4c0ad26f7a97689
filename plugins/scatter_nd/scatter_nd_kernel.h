// output = data;  output[indices[i]] = updates[i] for each i; the last update of a slice counts, indices outside of `data` are skipped
//
// Threads:   CPU: updates in order. CUDA: the number of each slice's last update is found first: a block looks for those of 4,096 slices among all, or where
//            there are many, an update a thread writes its number to its slice's place, where the greatest stays. Then four words a thread are copied
//            from where that says.
// Memory:    CPU: data is copied, then updates are copied over it. CUDA: a number for each slice; each word of the output is read once and written once.
#pragma once

#include "plugins/common/fast_division.h"
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
            slice = within(slice, k, indices[update * depth + k]);
        }
        return slice;
    }
    //! What the next number of an update, the k-th, makes of the ones before.
    TENON_BOTH int64_t within(int64_t slice, int32_t k, int64_t index) const
    {
        index = index < 0 ? index + extents[k] : index;
        return slice < 0 || index < 0 || index >= extents[k] ? -1 : slice * extents[k] + index;
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
constexpr int32_t kSearchThreads = 1024;
constexpr int32_t kSearchEach = 8;         //!< updates of a thread, on their way at once
constexpr int32_t kSearchedSlices = 4096;  //!< of a block
constexpr int64_t kMostSearched = 1 << 20; //!< slices
constexpr int64_t kMostSearches = 1 << 15; //!< indices: each block reads them all

//! last[slice] = 1 + its last update, 0 where it has none, in one launch: a block for each kSearchedSlices.
template <typename = void>
__global__ void __launch_bounds__(kSearchThreads)
    searchLast(Slices const __grid_constant__ slices, uint32_t* last, int32_t count, int32_t updates)
{
    __shared__ uint32_t held[kSearchedSlices];
    int32_t const first = static_cast<int32_t>(blockIdx.x) * kSearchedSlices;
    auto const thread = static_cast<int32_t>(threadIdx.x);
#pragma unroll
    for (int32_t k = 0; k < kSearchedSlices / kSearchThreads; ++k)
    {
        held[thread + k * kSearchThreads] = 0;
    }
    __syncthreads();
    for (int32_t begin = thread; begin < updates; begin += kSearchThreads * kSearchEach)
    {
        int64_t found[kSearchEach] = {};
        for (int32_t k = 0; k < slices.depth; ++k)
        {
            int32_t index[kSearchEach];
#pragma unroll
            for (int32_t i = 0; i < kSearchEach;
                 ++i) // the last one again instead of none: they are on their way together
            {
                int32_t const update = min(begin + i * kSearchThreads, updates - 1);
                index[i] = slices.indices[update * slices.depth + k];
            }
#pragma unroll
            for (int32_t i = 0; i < kSearchEach; ++i)
            {
                found[i] = slices.within(found[i], k, index[i]);
            }
        }
#pragma unroll
        for (int32_t i = 0; i < kSearchEach; ++i)
        {
            int32_t const update = min(begin + i * kSearchThreads, updates - 1);
            if (found[i] >= first && found[i] < first + kSearchedSlices)
            {
                atomicMax(held + (found[i] - first), static_cast<uint32_t>(update + 1));
            }
        }
    }
    __syncthreads();
#pragma unroll
    for (int32_t k = 0; k < kSearchedSlices / kSearchThreads; ++k)
    {
        int32_t const i = thread + k * kSearchThreads;
        if (first + i < count)
        {
            last[first + i] = held[i];
        }
    }
}

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

inline int32_t findLast(OnCuda const& run, Slices const& slices, uint32_t* last, int64_t count, int64_t updates)
{
    if (count <= kMostSearched && updates * slices.depth <= kMostSearches)
    {
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(count, kSearchedSlices));
        searchLast<><<<blocks, kSearchThreads, 0, run.stream>>>(
            slices, last, static_cast<int32_t>(count), static_cast<int32_t>(updates));
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    int32_t const cleared = run.fill(last, 0, count * static_cast<int64_t>(sizeof(uint32_t)));
    return cleared != 0 ? cleared : run.each(updates, LastUpdate{slices, last});
}

constexpr int32_t kThreads = 256;
constexpr int32_t kWordsEach = 4; //!< of a thread

//! Divider: of words by those of a slice.
template <typename Word, typename Divider>
__global__ void __launch_bounds__(kThreads) merge(Word const* data, Word const* updates, uint32_t const* last,
    Word* output, typename Divider::Number count, Divider words)
{
    using Number = typename Divider::Number;
    Number const first = static_cast<Number>(blockIdx.x) * (kThreads * kWordsEach) + threadIdx.x;
    // The last block reads the last word again instead of none: loads without conditions are on their way together.
    Number place[kWordsEach], slice[kWordsEach];
    uint32_t update[kWordsEach]; // 1 + its number; 0 where there is none
#pragma unroll
    for (int32_t k = 0; k < kWordsEach; ++k)
    {
        Number const i = first + k * kThreads;
        place[k] = i < count ? i : count - 1;
        slice[k] = words.quotient(place[k]);
        update[k] = last[slice[k]];
    }
    Word found[kWordsEach];
#pragma unroll
    for (int32_t k = 0; k < kWordsEach; ++k)
    {
        Number const row = update[k] == 0 ? slice[k] : static_cast<Number>(update[k] - 1);
        Word const* const from = update[k] == 0 ? data : updates;
        found[k] = from[static_cast<int64_t>(row) * words.divisor() + (place[k] - slice[k] * words.divisor())];
    }
#pragma unroll
    for (int32_t k = 0; k < kWordsEach; ++k)
    {
        Number const i = first + k * kThreads;
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
    if (count >= 0xFFFFFFFFLL || findLast(run, slices, last, dataBytes / slices.bytes, count) != 0)
    {
        return 1;
    }
    auto const all = reinterpret_cast<uintptr_t>(data) | reinterpret_cast<uintptr_t>(updates)
        | reinterpret_cast<uintptr_t>(output) | static_cast<uintptr_t>(slices.bytes);
    return withWord(all, [&](auto word) {
        using Word = decltype(word);
        constexpr auto kBytes = static_cast<int64_t>(sizeof(Word));
        int64_t const words = dataBytes / kBytes;
        auto const launch = [&](auto divider) {
            using Number = typename decltype(divider)::Number;
            merge<<<static_cast<uint32_t>(cuda::ceilDiv(words, int64_t{kThreads} * kWordsEach)), kThreads, 0,
                run.stream>>>(static_cast<Word const*>(data), static_cast<Word const*>(updates), last,
                static_cast<Word*>(output), static_cast<Number>(words), divider);
            return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
        };
        int64_t const perSlice = slices.bytes / kBytes;
        return words <= FastDivider::kEnd - kThreads * kWordsEach ? launch(FastDivider(static_cast<uint32_t>(perSlice)))
                                                                  : launch(WideDivider(perSlice));
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
