// Runs of numbers between their storage and fp32, on the CPU with the processor's own conversions.
#pragma once

#include <tenon/half.h>

#include <algorithm>
#include <cstdint>

namespace tenon::plugins
{

//! `count` numbers; fp16 rounds to nearest even. `from` and `to` do not overlap.
void toFloats(Half const* from, float* to, int64_t count);
void fromFloats(float const* from, Half* to, int64_t count);
inline void toFloats(float const* from, float* to, int64_t count)
{
    std::copy(from, from + count, to);
}
inline void fromFloats(float const* from, float* to, int64_t count)
{
    std::copy(from, from + count, to);
}

//! int8: a number is scale × integer. Rounds to nearest even and saturates; NaN becomes −128.
void toFloats(int8_t const* from, float* to, int64_t count, float scale);
void fromFloats(float const* from, int8_t* to, int64_t count, float scale);

} // namespace tenon::plugins
