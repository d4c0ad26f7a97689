// The softmax kernels for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! Softmax along the middle of [outer, size, inner], in order with the stream. Types: fp32, fp16, bf16.
cudaError_t launchSoftMax(nvinfer1::DataType type, void const* in, void* out, int64_t outer, int64_t size,
    int64_t inner, cudaStream_t stream);

} // namespace tenon::ops
