// The scatter kernels for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{

//! Update i goes to slice `place(i)` of y, of `block` elements. kELEMENT: places are [extents], one number along an axis; kND: `named` numbers make
//! a place.
struct ScatterProblem
{
    bool elements;
    int64_t updates; //!< slices
    int64_t slices;  //!< of y
    int64_t block;
    int64_t elementBytes;
    bool wideIndices;
    // kND
    int32_t named{1};
    int64_t size[Extents::kMaxRank]{};
    // kELEMENT
    Extents places;
    ExtentStrides data; //!< 0 along the axis
    int64_t axisStride{1};
};

//! Bytes in which launchScatter keeps which update a slice of y gets.
size_t scatterWorkspace(int64_t slices);

//! y holds the data already. Of several updates of one slice the last stays; places that lie outside are left out. In order with the stream.
cudaError_t launchScatter(ScatterProblem const& problem, void const* indices, void const* updates, void* out,
    void* workspace, cudaStream_t stream);

} // namespace tenon::ops
