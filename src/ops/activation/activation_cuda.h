// The activation kernels for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! out[i] = f(in[i]), in order with the stream; `out` may be `in`. Types: fp32, fp16, bf16; for kRELU also int32 and int64. `kind` is an
//! nvinfer1::ActivationType, or one of FusedActivation's own.
cudaError_t launchActivation(int32_t kind, float alpha, float beta, nvinfer1::DataType type, void const* in, void* out,
    int64_t count, cudaStream_t stream);

//! y[i] = f(y[i] + bias[i / inner % channels]) in place, where a library computed y without its epilogue. `bias` (fp32, on the device) may
//! be null; kind −1 is the identity. Types: fp32, fp16, bf16.
cudaError_t launchBiasActivation(int32_t kind, float alpha, float beta, nvinfer1::DataType type, void* y,
    float const* bias, int64_t channels, int64_t inner, int64_t count, cudaStream_t stream);

} // namespace tenon::ops
