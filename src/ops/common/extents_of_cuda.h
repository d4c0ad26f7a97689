// From base::Dims to Extents.
#pragma once

#if TENON_CUDA

#include "base/dims.h"
#include "ops/common/broadcast_strides.h"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

inline Extents extentsOf(base::Dims const& dims)
{
    Extents extents;
    extents.rank = dims.nbDims;
    extents.count = base::volumeUnchecked(dims);
    extents.narrow = extents.count <= UINT32_MAX;
    for (int32_t d = 0; d < dims.nbDims; ++d)
    {
        extents.size[d] = dims.d[d];
    }
    return extents;
}

inline ExtentStrides extentStrides(Strides const& strides)
{
    ExtentStrides all;
    for (int32_t d = 0; d < base::kMaxDims; ++d)
    {
        all.d[d] = strides.d[d];
    }
    return all;
}

} // namespace tenon::ops

#endif // TENON_CUDA
