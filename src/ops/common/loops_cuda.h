// A StridedCopy's loops as its CUDA kernels take them.
#pragma once

#if TENON_CUDA

#include "ops/common/strided_copy.h"
#include "ops/common/strided_copy_cuda.h"

namespace tenon::ops
{

//! Of a copy of at most CudaLoops::kMaxRank loops, which every copy between formats has.
inline CudaLoops cudaLoopsOf(StridedCopy const& copy)
{
    CudaLoops loops;
    loops.count = 1;
    for (StridedLoop const& each : copy.loops())
    {
        loops.loop[loops.rank++] = {each.size, each.inStride, each.outStride};
        loops.count *= each.size;
    }
    return loops;
}

} // namespace tenon::ops

#endif // TENON_CUDA
