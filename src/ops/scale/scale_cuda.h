// The scale kernels for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! y[i] = (x[i] · scale[w] + shift[w]) ^ power[w], w = i / inner % weights, in order with the stream. The lists (fp32, on the device) have
//! `weights` values each; `power` may be null: 1. Types: fp32, fp16, bf16.
cudaError_t launchScale(nvinfer1::DataType type, void const* x, void* y, float const* scale, float const* shift,
    float const* power, int64_t weights, int64_t inner, int64_t count, cudaStream_t stream);

} // namespace tenon::ops
