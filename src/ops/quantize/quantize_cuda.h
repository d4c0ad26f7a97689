// The quantize kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! y = the integer nearest to x / scale (ties to even), from −128 to 127; NaN becomes 0. Element i has scale number i / inner % scales. Types of the floating side and of the scales: fp32, fp16, bf16.
struct QuantizeProblem
{
    int64_t count, inner, scales;
    nvinfer1::DataType type, scaleType;
};
cudaError_t launchQuantize(
    QuantizeProblem const& problem, void const* x, void const* scales, void* y, cudaStream_t stream);

} // namespace tenon::ops
