// The rotary embedding kernel for CUDA.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! See rotary_embedding_cpu.cpp for the formulas. Angles are [places, pairs]; `places` is null where they are [batch · tokens, pairs]. Types:
//! fp32, fp16, bf16, the angles' their own.
struct RotaryProblem
{
    int64_t batch, heads, tokens, size, pairs, places;
    bool interleaved;
    bool widePlaces; //!< int64, not int32
    nvinfer1::DataType type, angleType;
};
cudaError_t launchRotaryEmbedding(RotaryProblem const& problem, void const* x, void const* cosines, void const* sines,
    void const* places, void* y, cudaStream_t stream);

} // namespace tenon::ops
