// The resize kernel for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

#include <NvInfer.h>

namespace tenon::ops
{

//! See resize_cpu.cpp for the formulas.
struct ResizeProblem
{
    Extents out;
    ExtentStrides in;
    int64_t inSize[Extents::kMaxRank]{};
    float scale[Extents::kMaxRank]{};
    bool same[Extents::kMaxRank]{}; //!< neither size nor scale changes
    nvinfer1::InterpolationMode mode;
    nvinfer1::ResizeCoordinateTransformation coordinates;
    nvinfer1::ResizeSelector selector;
    nvinfer1::ResizeRoundMode rounding;
    float cubicCoefficient;
    bool excludeOutside;
    nvinfer1::DataType type; //!< fp32, fp16, bf16; any type of so many bytes for kNEAREST
    int64_t elementBytes;
};
cudaError_t launchResize(ResizeProblem const& problem, void const* in, void* out, cudaStream_t stream);

} // namespace tenon::ops
