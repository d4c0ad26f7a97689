// StridedCopy's copies on CUDA, and such copies that also convert.
#pragma once

#include <NvInferRuntime.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! The loops of a StridedCopy (see strided_copy.h: simplified, by descending output stride).
struct CudaLoops
{
    static constexpr int32_t kMaxRank = 2 * nvinfer1::Dims::MAX_DIMS;
    struct Loop
    {
        int64_t size;
        int64_t inStride;
        int64_t outStride;
    };
    int32_t rank{0};
    int64_t count{0}; //!< steps in all
    Loop loop[kMaxRank]{};
};

//! Copies elements of 1, 2, 4 or 8 bytes, in order with the stream.
cudaError_t launchStridedCopy(
    CudaLoops const& loops, int32_t elementBytes, void const* in, void* out, cudaStream_t stream);

//! A type with int8's scale.
struct CudaQuantity
{
    nvinfer1::DataType type;
    float scale;
};

//! The same while each element becomes another type; int8 is quantized: real value = scale · stored value.
cudaError_t launchStridedConversion(CudaLoops const& loops, CudaQuantity const& from, void const* in,
    CudaQuantity const& to, void* out, cudaStream_t stream);

//! out[i] = in[i] as another type or int8 scale, for flat arrays.
cudaError_t launchConversion(
    CudaQuantity const& from, void const* in, CudaQuantity const& to, void* out, int64_t count, cudaStream_t stream);

} // namespace tenon::ops
