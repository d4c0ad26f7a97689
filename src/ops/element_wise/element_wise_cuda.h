// The element-wise kernels for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! One loop over the output, with how far each operand moves, in elements (0: it is broadcast).
struct BroadcastLoop
{
    int64_t size;
    int64_t aStride;
    int64_t bStride;
};

//! Loops of an output of `count` elements, innermost first; neighbours that can be merged are.
struct BroadcastLoops
{
    int32_t rank;
    int64_t count;
    BroadcastLoop loop[nvinfer1::Dims::MAX_DIMS];
};

//! out = f(a, b), in order with the stream. `type` is both operands'; `out` is bool for comparisons, else of `type`.
cudaError_t launchElementWise(nvinfer1::ElementWiseOperation operation, nvinfer1::DataType type,
    BroadcastLoops const& loops, void const* a, void const* b, void* out, cudaStream_t stream);

} // namespace tenon::ops
