// Copies of rows on CUDA, several in one launch.
//
// Threads:   each copy has blocks of its own, behind those of the copies before it. A block copies words in a row of the copy's rows, the widest that
//            its addresses, pitches and length allow; a thread has its 16 bytes, or four words, on their way before it writes the first.
// Memory:    each byte is read once and written once.
#pragma once

#include "plugins/common/fast_division.h"
#include "plugins/common/row_copy.h"

#include <cuda_runtime.h>

#include <algorithm>

namespace tenon::plugins
{

//! Calls function with a word of the widest type that divides all of these addresses and sizes, joined by |.
template <typename Function>
auto withWord(uint64_t all, Function const& function)
{
    switch (all % 16)
    {
    case 0: return function(int4{});
    case 8: return function(int2{});
    case 4:
    case 12: return function(int32_t{});
    default: return all % 2 == 0 ? function(int16_t{}) : function(int8_t{});
    }
}

constexpr uint32_t kMostWordsInFlight = 4;

//! Words that a thread reads before it writes the first: 16 bytes of them, but no more than kMostWordsInFlight.
constexpr uint32_t wordsInFlight(size_t wordBytes)
{
    return std::clamp<uint32_t>(static_cast<uint32_t>(16 / wordBytes), 1, kMostWordsInFlight);
}

namespace detail
{

constexpr uint32_t kCopyThreads = 256;
//! Of a part: all indices of its blocks are less than 2³¹.
constexpr int64_t kMostCopyWords = (int64_t{1} << 31) - kCopyThreads * kMostWordsInFlight;

//! A copy, or some of its rows, in words.
struct CopyPart
{
    char const* from;
    char* to;
    int64_t fromPitch, toPitch; //!< in bytes
    FastDivider words;          //!< of a row
    uint32_t count;             //!< of words
    uint32_t wordBytes;
};

//! Parts of one launch.
struct CopyParts
{
    static constexpr uint32_t kMost = 16;
    CopyPart parts[kMost];
    uint32_t ends[kMost]; //!< the first block behind a part
};

template <typename Word>
__device__ __forceinline__ void copyWords(CopyPart const& part, uint32_t block)
{
    constexpr uint32_t kEach = wordsInFlight(sizeof(Word));
    uint32_t const first = block * (kCopyThreads * kEach) + threadIdx.x;
    Word words[kEach];
    char* to[kEach];
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        uint32_t const i = first + k * kCopyThreads;
        uint32_t const row = part.words.quotient(i);
        uint32_t const column = i - row * part.words.divisor();
        to[k] = part.to + row * part.toPitch + column * int64_t{sizeof(Word)};
        if (i < part.count)
        {
            words[k] =
                *reinterpret_cast<Word const*>(part.from + row * part.fromPitch + column * int64_t{sizeof(Word)});
        }
    }
#pragma unroll
    for (uint32_t k = 0; k < kEach; ++k)
    {
        if (first + k * kCopyThreads < part.count)
        {
            *reinterpret_cast<Word*>(to[k]) = words[k];
        }
    }
}

//! kMost: of the parts. A launch of one needs no search.
template <uint32_t kMost>
__global__ void __launch_bounds__(kCopyThreads) copyParts(CopyParts const __grid_constant__ copies)
{
    uint32_t index = 0;
#pragma unroll
    for (uint32_t k = 0; k + 1 < kMost; ++k)
    {
        index += blockIdx.x >= copies.ends[k] ? 1 : 0;
    }
    CopyPart const part = copies.parts[index];
    uint32_t const block = blockIdx.x - (index == 0 ? 0 : copies.ends[index - 1]);
    switch (part.wordBytes)
    {
    case 16: copyWords<int4>(part, block); break;
    case 8: copyWords<int2>(part, block); break;
    case 4: copyWords<int32_t>(part, block); break;
    case 2: copyWords<int16_t>(part, block); break;
    default: copyWords<int8_t>(part, block);
    }
}

//! Gathers parts and launches them.
class CopyLaunch
{
public:
    explicit CopyLaunch(cudaStream_t stream)
        : stream_(stream)
    {
    }
    //! Cuts a copy where it has too many words for one part.
    void add(RowCopy const& copy)
    {
        uint64_t const bits = reinterpret_cast<uintptr_t>(copy.from) | reinterpret_cast<uintptr_t>(copy.to)
            | static_cast<uint64_t>(copy.bytes | (copy.rows == 1 ? 0 : copy.fromPitch | copy.toPitch));
        int64_t const wordBytes = withWord(bits, [](auto word) { return static_cast<int64_t>(sizeof word); });
        int64_t const mostBytes = kMostCopyWords * wordBytes;
        for (int64_t column = 0; column < copy.bytes; column += mostBytes)
        {
            int64_t const words = std::min(mostBytes, copy.bytes - column) / wordBytes;
            int64_t const mostRows = kMostCopyWords / words;
            for (int64_t row = 0; row < copy.rows; row += mostRows)
            {
                addPart({static_cast<char const*>(copy.from) + row * copy.fromPitch + column,
                    static_cast<char*>(copy.to) + row * copy.toPitch + column, copy.fromPitch, copy.toPitch,
                    FastDivider(static_cast<uint32_t>(words)),
                    static_cast<uint32_t>(words * std::min(mostRows, copy.rows - row)),
                    static_cast<uint32_t>(wordBytes)});
            }
        }
    }
    //! 0 if all were enqueued.
    int32_t finish()
    {
        if (count_ == 0)
        {
            return status_; // a launch of no blocks is an error
        }
        uint32_t const blocks = copies_.ends[count_ - 1];
        std::fill(copies_.ends + count_, copies_.ends + CopyParts::kMost, blocks);
        auto const kernel = count_ == 1 ? copyParts<1> : copyParts<CopyParts::kMost>;
        kernel<<<blocks, kCopyThreads, 0, stream_>>>(copies_);
        status_ |= cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
        count_ = 0;
        return status_;
    }

private:
    void addPart(CopyPart const& part)
    {
        if (count_ == CopyParts::kMost)
        {
            finish();
        }
        copies_.parts[count_] = part;
        uint32_t const words = kCopyThreads * wordsInFlight(part.wordBytes); // of a block
        copies_.ends[count_] = (count_ == 0 ? 0 : copies_.ends[count_ - 1]) + (part.count + words - 1) / words;
        ++count_;
    }

    cudaStream_t stream_;
    CopyParts copies_{};
    uint32_t count_{0};
    int32_t status_{0};
};

} // namespace detail
} // namespace tenon::plugins
