// fp16 and bf16 arrays to fp32 and back, with the vector unit. One element at a time: base/half.h, whose results these equal bit
// for bit except for the payload of NaN.
#pragma once

#include "base/tensor_types.h"

#include <cstdint>

namespace tenon::ops
{

//! Rounding is to nearest even; NaN stays NaN (quiet), infinities and subnormals are kept. Arrays do not overlap. One thread.
void halfToFloat(uint16_t const* from, float* to, int64_t count);
void floatToHalf(float const* from, uint16_t* to, int64_t count);
void bfloat16ToFloat(uint16_t const* from, float* to, int64_t count);
void floatToBfloat16(float const* from, uint16_t* to, int64_t count);

//! True for the types that are stored in 16 bits and computed with in fp32.
inline bool isHalfStorage(base::DataType type)
{
    return type == base::DataType::kHALF || type == base::DataType::kBF16;
}

//! `count` elements of type fp32, fp16 or bf16 as fp32, on the calling thread.
void loadFloats(base::DataType type, void const* from, float* to, int64_t count);
//! The way back.
void storeFloats(base::DataType type, float const* from, void* to, int64_t count);

//! The same with all threads that this one may use.
void loadFloatsParallel(base::DataType type, void const* from, float* to, int64_t count);
void storeFloatsParallel(base::DataType type, float const* from, void* to, int64_t count);

} // namespace tenon::ops
