// Element types and tensor formats: names, sizes, and how many bytes a tensor takes.
#pragma once

#include "base/dims.h"

#include <string_view>

namespace tenon::base
{

using nvinfer1::DataType;
using nvinfer1::TensorFormat;

//! Names as users write them on the command line: "fp32", "fp16", "int8", "int32", "bool", "uint8", "bf16", "int64", …
std::string_view name(DataType type);
//! "kLINEAR", "kCHW32", …; "unknown format" for numbers that are none.
std::string_view name(TensorFormat format);

//! True for the enumerators of release 10.16; what comes from users and files is checked with these.
bool isKnown(DataType type);
bool isKnown(TensorFormat format);

//! Bits of one element (4 for int4 and fp4).
int32_t bitsOf(DataType type);
//! Bytes of one element; types of less than a byte count as one.
inline int32_t bytesOf(DataType type)
{
    return (bitsOf(type) + 7) / 8;
}
//! fp32, fp16, bf16, fp8: types among which the builder may choose where a network is weakly typed.
bool isFloating(DataType type);

//! A vectorized format packs `components` values of dimension `vectorizedDim` (counted from the last: channels of CHW are 3)
//! side by side, padded to a multiple. Linear and plain channels-last formats have components 1.
struct FormatLayout
{
    int32_t components{1};
    int32_t spatialDims{-1};  //!< number of dims behind the channel; −1: any rank (linear)
    bool channelsLast{false}; //!< channels innermost (HWC family); else CHW with `components` innermost
};
FormatLayout layoutOf(TensorFormat format);

//! Bytes that a tensor takes in a format, padding of vectorized channels included.
//! Error if the volume overflows or the rank is too small for the format.
Result<int64_t> bytesOf(Dims const& dims, DataType type, TensorFormat format);

} // namespace tenon::base
