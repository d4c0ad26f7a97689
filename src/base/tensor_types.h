// Element types and tensor formats: names, sizes, and how many bytes a tensor takes.
#pragma once

#include "base/dims.h"

#include <string_view>
#include <vector>

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

//! True if TensorRT binds the format to that type: kLINEAR to all, kCHW2 and kHWC8 to fp16 and bf16, … (docs/formats.md has the table).
//! False for all types where the format is a DLA core's.
bool isBound(TensorFormat format, DataType type);
//! True for kDLA_LINEAR and kDLA_HWC4: their strides are those of a DLA core, which no device here has.
bool isDlaFormat(TensorFormat format);
//! The formats bound to a type, kLINEAR first, then in the order of their numbers: the order in which plugins are asked.
std::vector<TensorFormat> formatsOf(DataType type);
//! Error that tells why no tensor of that type and rank can have the format: the formats that can be had are named.
Status checkFormat(TensorFormat format, DataType type, int32_t rank);

//! Bytes that a tensor takes in a format, padding of vectorized channels included.
//! Error if the volume overflows or the rank is too small for the format.
Result<int64_t> bytesOf(Dims const& dims, DataType type, TensorFormat format);

} // namespace tenon::base
