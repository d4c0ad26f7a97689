#include "base/tensor_types.h"

#include "base/checked.h"

namespace tenon::base
{

std::string_view name(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT: return "fp32";
    case DataType::kHALF: return "fp16";
    case DataType::kINT8: return "int8";
    case DataType::kINT32: return "int32";
    case DataType::kBOOL: return "bool";
    case DataType::kUINT8: return "uint8";
    case DataType::kFP8: return "fp8";
    case DataType::kBF16: return "bf16";
    case DataType::kINT64: return "int64";
    case DataType::kINT4: return "int4";
    case DataType::kFP4: return "fp4";
    case DataType::kE8M0: return "e8m0";
    }
    return "unknown type";
}

std::string_view name(TensorFormat format)
{
    switch (format)
    {
    case TensorFormat::kLINEAR: return "kLINEAR";
    case TensorFormat::kCHW2: return "kCHW2";
    case TensorFormat::kHWC8: return "kHWC8";
    case TensorFormat::kCHW4: return "kCHW4";
    case TensorFormat::kCHW16: return "kCHW16";
    case TensorFormat::kCHW32: return "kCHW32";
    case TensorFormat::kDHWC8: return "kDHWC8";
    case TensorFormat::kCDHW32: return "kCDHW32";
    case TensorFormat::kHWC: return "kHWC";
    case TensorFormat::kDLA_LINEAR: return "kDLA_LINEAR";
    case TensorFormat::kDLA_HWC4: return "kDLA_HWC4";
    case TensorFormat::kHWC16: return "kHWC16";
    case TensorFormat::kDHWC: return "kDHWC";
    }
    return "unknown format";
}

bool isKnown(DataType type)
{
    return name(type) != "unknown type";
}

bool isKnown(TensorFormat format)
{
    return name(format) != "unknown format";
}

int32_t bitsOf(DataType type)
{
    switch (type)
    {
    case DataType::kFLOAT:
    case DataType::kINT32: return 32;
    case DataType::kHALF:
    case DataType::kBF16: return 16;
    case DataType::kINT8:
    case DataType::kBOOL:
    case DataType::kUINT8:
    case DataType::kFP8:
    case DataType::kE8M0: return 8;
    case DataType::kINT64: return 64;
    case DataType::kINT4:
    case DataType::kFP4: return 4;
    }
    return 8;
}

bool isFloating(DataType type)
{
    return type == DataType::kFLOAT || type == DataType::kHALF || type == DataType::kBF16 || type == DataType::kFP8;
}

FormatLayout layoutOf(TensorFormat format)
{
    switch (format)
    {
    case TensorFormat::kLINEAR:
    case TensorFormat::kDLA_LINEAR: return {};
    case TensorFormat::kCHW2: return {2, 2, false};
    case TensorFormat::kCHW4: return {4, 2, false};
    case TensorFormat::kCHW16: return {16, 2, false};
    case TensorFormat::kCHW32: return {32, 2, false};
    case TensorFormat::kCDHW32: return {32, 3, false};
    case TensorFormat::kHWC: return {1, 2, true};
    case TensorFormat::kHWC8: return {8, 2, true};
    case TensorFormat::kHWC16: return {16, 2, true};
    case TensorFormat::kDLA_HWC4: return {4, 2, true};
    case TensorFormat::kDHWC: return {1, 3, true};
    case TensorFormat::kDHWC8: return {8, 3, true};
    }
    return {};
}

bool isDlaFormat(TensorFormat format)
{
    return format == TensorFormat::kDLA_LINEAR || format == TensorFormat::kDLA_HWC4;
}

bool isBound(TensorFormat format, DataType type)
{
    bool const half = type == DataType::kHALF;
    bool const bfloat = type == DataType::kBF16;
    bool const int8 = type == DataType::kINT8;
    bool const single = type == DataType::kFLOAT;
    switch (format)
    {
    case TensorFormat::kLINEAR: return isKnown(type);
    case TensorFormat::kCHW2:
    case TensorFormat::kHWC8:
    case TensorFormat::kDHWC8: return half || bfloat;
    case TensorFormat::kCHW4:
    case TensorFormat::kCDHW32: return half || int8;
    case TensorFormat::kCHW16: return half;
    case TensorFormat::kCHW32: return single || half || int8;
    case TensorFormat::kHWC: return single || bfloat || type == DataType::kINT64 || type == DataType::kUINT8;
    case TensorFormat::kHWC16: return half || int8 || type == DataType::kFP8;
    case TensorFormat::kDHWC: return single;
    case TensorFormat::kDLA_LINEAR:
    case TensorFormat::kDLA_HWC4: return false;
    }
    return false;
}

std::vector<TensorFormat> formatsOf(DataType type)
{
    std::vector<TensorFormat> formats;
    for (int32_t i = 0; i < nvinfer1::EnumMax<TensorFormat>(); ++i)
    {
        auto const format = static_cast<TensorFormat>(i);
        if (isBound(format, type))
        {
            formats.push_back(format);
        }
    }
    return formats;
}

Status checkFormat(TensorFormat format, DataType type, int32_t rank)
{
    if (isDlaFormat(format))
    {
        return error(ErrorCode::kUNSUPPORTED_STATE,
            "format {}: expected a DLA core, whose strides it has, found none on this machine; use kLINEAR or kCHW32",
            name(format));
    }
    if (!isBound(format, type))
    {
        std::string formats;
        for (TensorFormat const each : formatsOf(type))
        {
            formats += fmt::format("{}{}", formats.empty() ? "" : ", ", name(each));
        }
        return invalidArgument("format {}: expected a type that it is bound to, found {}, which can have {}",
            name(format), name(type), formats);
    }
    int32_t const least = layoutOf(format).spatialDims + 1;
    if (rank < least)
    {
        return invalidArgument(
            "format {}: expected a tensor of at least {} dimensions, found {}", name(format), least, rank);
    }
    return {};
}

Result<int64_t> bytesOf(Dims const& dims, DataType type, TensorFormat format)
{
    FormatLayout const layout = layoutOf(format);
    TENON_CHECK(volume(dims));
    Dims padded = dims;
    if (layout.components > 1)
    {
        int32_t const channel = dims.nbDims - 1 - layout.spatialDims;
        if (channel < 0)
        {
            return invalidArgument("format {}: expected a tensor of at least {} dimensions, found {}", name(format),
                layout.spatialDims + 1, toString(dims));
        }
        // No overflow: rounding up in unsigned arithmetic; what passes 2^63 becomes negative, and volume() refuses it below.
        padded.d[channel] = static_cast<int64_t>(
            alignUp<uint64_t>(static_cast<uint64_t>(dims.d[channel]), static_cast<uint64_t>(layout.components)));
    }
    TENON_ASSIGN(int64_t const elements, volume(padded));
    auto const bits = checkedMul(elements, bitsOf(type));
    if (!bits || *bits > INT64_MAX - 7)
    {
        return invalidArgument(
            "tensor {} of type {}: expected fewer than 2^60 bytes, found more", toString(dims), name(type));
    }
    return (*bits + 7) / 8;
}

} // namespace tenon::base
