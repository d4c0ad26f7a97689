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

//! Keys of 64 bits that sort by a group, in it by 32 bits, and last by a place.
struct KeyLayout
{
    int32_t placeBits, groupBits; //!< groupBits 0: there is one group, and placeBits may be 32

    __device__ __forceinline__ uint64_t packed(int64_t group, uint32_t bits, int64_t place) const
    {
        uint64_t const above = groupBits == 0 ? 0 : static_cast<uint64_t>(group) << (32 + placeBits);
        return above | static_cast<uint64_t>(bits) << placeBits | static_cast<uint64_t>(place);
    }
    __device__ __forceinline__ uint32_t bits(uint64_t packed) const
    {
        return static_cast<uint32_t>(packed >> placeBits);
    }
    __device__ __forceinline__ int64_t place(uint64_t packed) const
    {
        return static_cast<int64_t>(packed & ((uint64_t{1} << placeBits) - 1));
    }
};

} // namespace tenon::ops
