// The kernel for CUDA that reverses sequences.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

struct ReverseSequenceProblem
{
    Extents extents;
    int32_t batchAxis, sequenceAxis;
    int64_t sequenceStride; //!< elements from one step to the next
    bool wideLengths;       //!< int64, not int32
};

//! Elements of 1, 2, 4 or 8 bytes, in order with the stream.
cudaError_t launchReverseSequence(ReverseSequenceProblem const& problem, int64_t elementBytes, void const* x,
    void const* lengths, void* y, cudaStream_t stream);

} // namespace tenon::ops
