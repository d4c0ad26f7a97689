// What plugins share that see a tensor as rows with one weight a column.
#pragma once

#include "plugins/common/convert.h"

#include <tenon/half.h>
#include <tenon/host_kernels.h>
#include <tenon/plugin.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>

namespace tenon::plugins
{

//! The last dimension that is not 1 (tensors of BERT plugins end in two of 1); 1 where there is none.
inline int64_t lastExtent(plugin::Tensor const& tensor)
{
    for (int32_t i = tensor.rank() - 1; i >= 0; --i)
    {
        if (tensor.dim(i) != 1)
        {
            return tensor.dim(i);
        }
    }
    return 1;
}

//! For prepare(): brings weights as fp32 to the device of the host's call, if one is in progress. 0 on success.
inline int32_t prepareFloats(std::initializer_list<plugin::Weights const*> all)
{
    DeviceKind const device = currentDevice().kind;
    for (plugin::Weights const* const each : all)
    {
        bool const wanted = device != DeviceKind::kNONE && !each->empty();
        if (wanted && each->on(device, nvinfer1::DataType::kFLOAT) == nullptr)
        {
            return 1;
        }
    }
    return 0;
}

inline float bfloat16ToFloat(uint16_t bits)
{
    uint32_t const wide = static_cast<uint32_t>(bits) << 16;
    float value = 0.0F;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}

//! Nearest, ties to even; NaN stays NaN.
inline uint16_t floatToBfloat16(float value)
{
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
    {
        return static_cast<uint16_t>(bits >> 16 | 0x40U);
    }
    return static_cast<uint16_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
}

//! fp16 or bf16 to fp32 and back, `count` values.
inline void widen(nvinfer1::DataType type, uint16_t const* from, float* to, int64_t count)
{
    if (type == nvinfer1::DataType::kHALF)
    {
        toFloats(reinterpret_cast<Half const*>(from), to, count);
        return;
    }
    for (int64_t i = 0; i < count; ++i)
    {
        to[i] = bfloat16ToFloat(from[i]);
    }
}
inline void narrow(nvinfer1::DataType type, float const* from, uint16_t* to, int64_t count)
{
    if (type == nvinfer1::DataType::kHALF)
    {
        fromFloats(from, reinterpret_cast<Half*>(to), count);
        return;
    }
    for (int64_t i = 0; i < count; ++i)
    {
        to[i] = floatToBfloat16(from[i]);
    }
}

//! Elements [at, at + count) of a kLINEAR tensor of fp32, fp16, bf16 or int8 as fp32, and back.
inline void readRun(plugin::Tensor const& tensor, int64_t at, float* to, int64_t count)
{
    switch (tensor.type())
    {
    case nvinfer1::DataType::kFLOAT: toFloats(tensor.as<float const>() + at, to, count); break;
    case nvinfer1::DataType::kINT8: toFloats(tensor.as<int8_t const>() + at, to, count, tensor.scale()); break;
    default: widen(tensor.type(), tensor.as<uint16_t const>() + at, to, count);
    }
}
inline void writeRun(plugin::Tensor const& tensor, int64_t at, float const* from, int64_t count)
{
    switch (tensor.type())
    {
    case nvinfer1::DataType::kFLOAT: fromFloats(from, tensor.as<float>() + at, count); break;
    case nvinfer1::DataType::kINT8: fromFloats(from, tensor.as<int8_t>() + at, count, tensor.scale()); break;
    default: narrow(tensor.type(), from, tensor.as<uint16_t>() + at, count);
    }
}

} // namespace tenon::plugins
