// The ragged softmax kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! Softmax over the first bounds[r] columns of each row; 0 behind. Types: fp32, fp16, bf16; bounds int32 or int64.
struct RaggedSoftMaxProblem
{
    int64_t rows, columns;
    nvinfer1::DataType type;
    bool wideBounds;
};
cudaError_t launchRaggedSoftMax(
    RaggedSoftMaxProblem const& problem, void const* x, void const* bounds, void* y, cudaStream_t stream);

} // namespace tenon::ops
