// Copies of rows on the CPU
//
// Threads:   pieces of at least 128 KiB, also of one long row.
// Memory:    each byte is read once and written once, in the order of rows over all copies; stores of copies that exceed the caches go past them, so
//            that lines that will be overwritten are not read first.
#include "plugins/common/run.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tenon::plugins
{
namespace
{

void copyPast(char* to, char const* from, int64_t bytes)
{
#if defined(__SSE2__)
    auto const head = std::min<int64_t>(bytes, static_cast<int64_t>(-reinterpret_cast<uintptr_t>(to) & 63U));
    std::memcpy(to, from, static_cast<size_t>(head));
    int64_t at = head;
    for (; at + 64 <= bytes; at += 64) // whole lines
    {
        auto const* const source = reinterpret_cast<__m128i const*>(from + at);
        auto* const target = reinterpret_cast<__m128i*>(to + at);
        __m128i const first = _mm_loadu_si128(source);
        __m128i const second = _mm_loadu_si128(source + 1);
        __m128i const third = _mm_loadu_si128(source + 2);
        __m128i const fourth = _mm_loadu_si128(source + 3);
        _mm_stream_si128(target, first);
        _mm_stream_si128(target + 1, second);
        _mm_stream_si128(target + 2, third);
        _mm_stream_si128(target + 3, fourth);
    }
    std::memcpy(to + at, from + at, static_cast<size_t>(bytes - at));
#else
    std::memcpy(to, from, static_cast<size_t>(bytes));
#endif
}

void finishCopiesPast()
{
#if defined(__SSE2__)
    _mm_sfence();
#endif
}

//! The length is known, so that a row is a move or two.
template <size_t kBytes>
void copyShort(RowCopy const& copy, int64_t begin, int64_t end)
{
    char* to = static_cast<char*>(copy.to) + begin * copy.toPitch;
    char const* from = static_cast<char const*>(copy.from) + begin * copy.fromPitch;
    for (int64_t i = begin; i < end; ++i, to += copy.toPitch, from += copy.fromPitch)
    {
        std::memcpy(to, from, kBytes);
    }
}

void copyRowOf(RowCopy const& copy, int64_t row, bool past)
{
    char* const to = static_cast<char*>(copy.to) + row * copy.toPitch;
    char const* const from = static_cast<char const*>(copy.from) + row * copy.fromPitch;
    if (past)
    {
        copyPast(to, from, copy.bytes);
    }
    else if (copy.bytes != 0) // memcpy takes no null pointers, even for nothing
    {
        std::memcpy(to, from, static_cast<size_t>(copy.bytes));
    }
}

//! Rows [begin, end) of copies with equally many rows, together: they may be neighbours in memory.
void copySome(RowCopy const* copies, int32_t count, int64_t begin, int64_t end, bool past)
{
    if (count == 1)
    {
        switch (copies->bytes)
        {
        case 4: return copyShort<4>(*copies, begin, end);
        case 8: return copyShort<8>(*copies, begin, end);
        case 16: return copyShort<16>(*copies, begin, end);
        default: break;
        }
    }
    for (int64_t row = begin; row < end; ++row)
    {
        for (int32_t i = 0; i < count; ++i)
        {
            copyRowOf(copies[i], row, past);
        }
    }
    if (past)
    {
        finishCopiesPast();
    }
}

constexpr int64_t kGrainBytes = 128 * 1024;

//! In parts.
void copyLongRow(RowCopy const& copy, bool past)
{
    tenon::parallelFor(copy.bytes, 2 * kGrainBytes, [&copy, past](int64_t begin, int64_t end) {
        RowCopy const part{
            static_cast<char const*>(copy.from) + begin, 0, static_cast<char*>(copy.to) + begin, 0, end - begin, 1};
        copySome(&part, 1, 0, 1, past);
    });
}

void copyTogether(RowCopy const* copies, int32_t count, bool past)
{
    int64_t bytes = 0;
    for (int32_t i = 0; i < count; ++i)
    {
        bytes += copies[i].bytes;
    }
    int64_t const grain = std::max<int64_t>(1, kGrainBytes / std::max<int64_t>(bytes, 1));
    tenon::parallelFor(
        copies->rows, grain, [=](int64_t begin, int64_t end) { copySome(copies, count, begin, end, past); });
}

} // namespace

void copyRowsOnCpu(RowCopy const* copies, int32_t count, int64_t cacheBytes)
{
    constexpr int64_t kShortest = 1024; // shorter rows are mostly heads and tails
    int64_t bytes = 0;
    int64_t shortest = kShortest;
    bool together = true;
    for (int32_t i = 0; i < count; ++i)
    {
        bytes += copies[i].bytes * (copies[i].rows + (copies[i].fromPitch == 0 ? 1 : copies[i].rows));
        shortest = std::min(shortest, copies[i].bytes);
        together = together && copies[i].rows > 1 && copies[i].rows == copies[0].rows;
    }
    bool const past = bytes > cacheBytes && shortest >= kShortest;
    if (together && count > 0)
    {
        copyTogether(copies, count, past);
        return;
    }
    for (int32_t i = 0; i < count; ++i)
    {
        copies[i].rows == 1 ? copyLongRow(copies[i], past) : copyTogether(copies + i, 1, past);
    }
}

} // namespace tenon::plugins
