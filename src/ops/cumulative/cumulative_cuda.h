// The kernels for CUDA that sum along an axis.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! Running sums along the middle of [outer, size, inner], in order with the stream. Types: fp32, fp16, bf16 (summed in fp32), int32, int64 (which wrap
//! around).
struct CumulativeProblem
{
    int64_t outer, size, inner;
    bool exclusive, reverse;
    nvinfer1::DataType type;
};
cudaError_t launchCumulative(CumulativeProblem const& problem, void const* x, void* y, cudaStream_t stream);

} // namespace tenon::ops
