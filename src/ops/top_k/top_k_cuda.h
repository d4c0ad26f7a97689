// The top-k kernels for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! The k best along the middle of [outer, size, inner]. Types: fp32, fp16, bf16, int8, uint8, int32, int64. size < 2^31.
struct TopKProblem
{
    int64_t outer, size, inner, k;
    bool smallest;
    bool widePlaces; //!< int64, not int32
    nvinfer1::DataType type;
};

//! Workspace for all problems of at most `runs` runs of at most `size` elements of which at most `k` are wanted.
cudaError_t topKWorkspace(int64_t runs, int64_t size, int64_t k, nvinfer1::DataType type, size_t& bytes);

//! In order with the stream.
cudaError_t launchTopK(TopKProblem const& problem, void const* in, void* values, void* places, void* workspace,
    size_t workspaceBytes, cudaStream_t stream);

} // namespace tenon::ops
