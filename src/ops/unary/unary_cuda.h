// The unary kernels for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! out[i] = f(in[i]), in order with the stream. Types as UnaryOp says; `out` is bool for kISINF and kISNAN.
cudaError_t launchUnary(nvinfer1::UnaryOperation operation, nvinfer1::DataType type, void const* in, void* out,
    int64_t count, cudaStream_t stream);

} // namespace tenon::ops
