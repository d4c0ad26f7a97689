// Keys of whole numbers by which values are sorted.
#pragma once

#include <cstdint>

namespace tenon::ops
{

//! Counts upwards as the values do; NaN above all, −0 as 0.
__device__ __forceinline__ uint32_t upwards(float value)
{
    if (value != value)
    {
        return 0xFFFFFFFFU;
    }
    uint32_t const bits = __float_as_uint(value == 0.0F ? 0.0F : value);
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}
__device__ __forceinline__ uint32_t upwards(int32_t value)
{
    return static_cast<uint32_t>(value) ^ 0x80000000U;
}
__device__ __forceinline__ uint64_t upwards(int64_t value)
{
    return static_cast<uint64_t>(value) ^ 0x8000000000000000ULL;
}

//! How many bits count from 0 to `most`.
inline int32_t bitsFor(int64_t most)
{
    int32_t bits = 0;
    while (most >> bits != 0)
    {
        ++bits;
    }
    return bits;
}

} // namespace tenon::ops
