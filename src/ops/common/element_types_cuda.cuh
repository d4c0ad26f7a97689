// From nvinfer1::DataType to the types of kernels.
#pragma once

#include "ops/common/map_cuda.cuh"

#include <NvInferRuntime.h>

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

namespace tenon::ops::cuda
{

template <typename T>
struct TypeTag
{
    using Type = T;
};

//! Calls function(TypeTag<T>) for fp32, fp16 or bf16; cudaErrorNotSupported for others.
template <typename Function>
cudaError_t withFloating(nvinfer1::DataType type, Function const& function)
{
    switch (type)
    {
    case nvinfer1::DataType::kFLOAT: return function(TypeTag<float>());
    case nvinfer1::DataType::kHALF: return function(TypeTag<__half>());
    case nvinfer1::DataType::kBF16: return function(TypeTag<__nv_bfloat16>());
    default: return cudaErrorNotSupported;
    }
}

//! The same with int32 and int64.
template <typename Function>
cudaError_t withNumber(nvinfer1::DataType type, Function const& function)
{
    switch (type)
    {
    case nvinfer1::DataType::kINT32: return function(TypeTag<int32_t>());
    case nvinfer1::DataType::kINT64: return function(TypeTag<int64_t>());
    default: return withFloating(type, function);
    }
}

//! The same with all types of at least a byte but fp8.
template <typename Function>
cudaError_t withCastable(nvinfer1::DataType type, Function const& function)
{
    switch (type)
    {
    case nvinfer1::DataType::kINT8: return function(TypeTag<int8_t>());
    case nvinfer1::DataType::kUINT8: return function(TypeTag<uint8_t>());
    case nvinfer1::DataType::kBOOL: return function(TypeTag<BoolByte>());
    default: return withNumber(type, function);
    }
}

} // namespace tenon::ops::cuda
