// The LRN kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! y = x / (k + scale · Σ x² over `reach` channels on either side)^beta, for [batch, channels, plane], in order with the stream. Types: fp32,
//! fp16, bf16.
struct LRNProblem
{
    int64_t batch, channels, plane, reach;
    float scale, beta, k;
    nvinfer1::DataType type;
};
cudaError_t launchLRN(LRNProblem const& problem, void const* x, void* y, cudaStream_t stream);

} // namespace tenon::ops
