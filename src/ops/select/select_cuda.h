// The selection kernel for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

struct SelectProblem
{
    Extents out;
    ExtentStrides condition, whereTrue, whereFalse;
};

//! y = c ? a : b over elements of 1, 2, 4 or 8 bytes, in order with the stream.
cudaError_t launchSelect(
    SelectProblem const& problem, int64_t elementBytes, void const* const* inputs, void* out, cudaStream_t stream);

} // namespace tenon::ops
