// The parametric ReLU kernel for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

#include <NvInferRuntime.h>

namespace tenon::ops
{

//! y = x >= 0 ? x : slope · x, in order with the stream. Types: fp32, fp16, bf16, also of slopes that differ from x.
struct ParametricReLUProblem
{
    Extents x;
    ExtentStrides slopes;
    nvinfer1::DataType type, slopeType;
};
cudaError_t launchParametricReLU(
    ParametricReLUProblem const& problem, void const* x, void const* slopes, void* y, cudaStream_t stream);

} // namespace tenon::ops
