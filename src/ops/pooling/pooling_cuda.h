// The pooling kernels for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! pooling::Problem for kernels: axes are depth, height, width.
struct CudaPooling
{
    struct Axis
    {
        int64_t in, out, size, stride, pre, post;
    };
    nvinfer1::PoolingType type;
    bool countPadding;
    float blendFactor;
    int64_t planes;
    Axis axes[3];
};

//! In order with the stream. Types: fp32, fp16, bf16.
cudaError_t launchPooling(
    CudaPooling const& problem, nvinfer1::DataType type, void const* in, void* out, cudaStream_t stream);

} // namespace tenon::ops
