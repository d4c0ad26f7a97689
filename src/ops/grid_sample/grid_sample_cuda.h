// The grid sample kernel for CUDA.
#pragma once

#include <NvInfer.h>

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! See grid_sample_cpu.cpp for the formulas. x is [batch, channels, depth, height, width] (an image has depth 1); y
//! [batch, channels, places]; the grid has `numbers` (2 or 3) a place.
//! Types: fp32, fp16, bf16, the grid's its own.
struct GridSampleProblem
{
    int64_t batch, channels, depth, height, width, places, numbers;
    nvinfer1::InterpolationMode mode;
    nvinfer1::SampleMode sampleMode;
    bool alignCorners;
    nvinfer1::DataType type, gridType;
};
cudaError_t launchGridSample(
    GridSampleProblem const& problem, void const* x, void const* grid, void* y, cudaStream_t stream);

} // namespace tenon::ops
