// The fill kernels for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

#include <NvInferRuntime.h>

namespace tenon::ops
{

//! See fill_cpu.cpp. alpha and beta, where not null, lie on the device and stand for the values here.
struct FillProblem
{
    Extents out;
    nvinfer1::DataType type; //!< fp32, fp16, bf16, int32, int64; of alpha and beta too
    enum class Kind : int32_t
    {
        kSPACE,
        kUNIFORM,
        kNORMAL,
    } kind;
    double start, step;
    int64_t startInteger, stepInteger;
    bool integers;
    uint64_t seed;
};
cudaError_t launchFill(FillProblem const& problem, void const* alpha, void const* beta, void* out, cudaStream_t stream);

} // namespace tenon::ops
