// The normalization kernels for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! Loops of at most kMaxLoops dimensions, outermost first; strides in elements.
struct NormalizationLoops
{
    static constexpr int32_t kMaxLoops = 9;
    int32_t count{0};
    int64_t volume{1};
    int64_t size[kMaxLoops]{};
    int64_t x[kMaxLoops]{}, scale[kMaxLoops]{}, bias[kMaxLoops]{};
};

//! y = (x − mean) / sqrt(variance + epsilon) · scale + bias, mean and variance over the loops `averaged` at each step of `kept`. Types: fp32, fp16,
//! bf16, scale and bias of one type. `skip`, of x's type and dims, is added to x before; it may be null, or y.
struct NormalizationProblem
{
    NormalizationLoops kept, averaged;
    float epsilon;
    nvinfer1::DataType type, weightType;
};
cudaError_t launchNormalization(NormalizationProblem const& problem, void const* x, void const* skip, void const* scale,
    void const* bias, void* y, cudaStream_t stream);

} // namespace tenon::ops
