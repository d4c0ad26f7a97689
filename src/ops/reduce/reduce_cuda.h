// The reduction kernels for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

namespace tenon::ops
{

//! Some dimensions of a row-major tensor, the last one fastest; see reduce_plan.h.
struct CudaDimensions
{
    int32_t rank{0};
    int64_t count{1};
    int64_t sizes[nvinfer1::Dims::MAX_DIMS]{};
    int64_t strides[nvinfer1::Dims::MAX_DIMS]{};
};

//! reduction::Plan for kernels.
struct CudaReduction
{
    CudaDimensions kept, reduced;
    int64_t inner{1};
    bool innerReduced{false};

    int64_t outputs() const { return kept.count * (innerReduced ? 1 : inner); }
    int64_t reducedCount() const { return reduced.count * (innerReduced ? inner : 1); }
};

//! In how many parts each output is summed, for the workspace: parts · outputs · 8 bytes where there is more than one. From device properties.
int64_t reductionParts(CudaReduction const& plan);

//! Reduces in order with the stream. Types: fp32, fp16, bf16, int32, int64. `workspace`: see reductionParts.
cudaError_t launchReduction(nvinfer1::ReduceOperation operation, nvinfer1::DataType type, CudaReduction const& plan,
    int64_t parts, void const* in, void* out, void* workspace, cudaStream_t stream);

} // namespace tenon::ops
