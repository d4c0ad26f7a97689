// Copies of rows, which either device makes: row_copy.cpp on the CPU, row_copy.cuh on CUDA.
#pragma once

#include <cstdint>

namespace tenon::plugins
{

//! Rows of bytes, each `bytes` long, from one pitch to another.
struct RowCopy
{
    void const* from;
    int64_t fromPitch; //!< bytes from one row to the next; 0 repeats one row
    void* to;
    int64_t toPitch;
    int64_t bytes;
    int64_t rows;
};

//! Independent copies over the host's threads. Where what they read and write exceeds `cacheBytes`, stores of long rows go past the caches.
void copyRowsOnCpu(RowCopy const* copies, int32_t count, int64_t cacheBytes);
//! What one core may hope to find in its caches again: the last one is shared.
constexpr int64_t kCacheBytes = int64_t{32} << 20;

} // namespace tenon::plugins
