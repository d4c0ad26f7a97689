// The deconvolution kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! Always three spatial dimensions, leading ones of 1.
struct DeconvolutionProblem
{
    int64_t batch, channels, maps, groups;
    int64_t in[3], out[3], kernel[3], stride[3], dilation[3], pre[3];
};

//! y[n, k, i · stride + j · dilation − pre] += x[n, c, i] · w[c, k, j], y begins with the bias (fp32, or of `biasType`; null: 0). Types: fp32, fp16,
//! bf16 of x, w and y.
cudaError_t launchDeconvolution(DeconvolutionProblem const& problem, nvinfer1::DataType type,
    nvinfer1::DataType biasType, void const* x, void const* w, void const* bias, void* y, cudaStream_t stream);

} // namespace tenon::ops
