// Conversions between element types on CUDA: casts, and the quantizing ones of reformats.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! out[i] = in[i] as another type, as common/type_conversion.h says, in order with the stream. Both types castable.
cudaError_t launchCast(
    nvinfer1::DataType from, void const* in, nvinfer1::DataType to, void* out, int64_t count, cudaStream_t stream);

} // namespace tenon::ops
