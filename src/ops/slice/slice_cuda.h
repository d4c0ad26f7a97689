// The slice kernel for CUDA.
#pragma once

#include "ops/common/extents_cuda.h"

#include <NvInfer.h>

namespace tenon::ops
{

//! y[i] = x[m(start + i · stride)]; what m maps to nothing is the fill value.
struct SliceProblem
{
    Extents out;
    int64_t inSize[Extents::kMaxRank]{};
    ExtentStrides in;
    int64_t start[Extents::kMaxRank]{};
    int64_t stride[Extents::kMaxRank]{};
    //! Where not null, start and stride are read on the device; listAt gives the number of a dimension in these lists, −1 where they do not speak
    //! of it.
    void const* startList{nullptr};
    void const* strideList{nullptr};
    bool wideStart{false}, wideStride{false};
    int32_t listAt[Extents::kMaxRank]{};
    nvinfer1::SampleMode mode{nvinfer1::SampleMode::kSTRICT_BOUNDS};
};

//! Elements of 1, 2, 4 or 8 bytes, in order with the stream. `fill` lies on the device; null: 0.
cudaError_t launchSlice(SliceProblem const& problem, int64_t elementBytes, void const* in, void const* fill, void* out,
    cudaStream_t stream);

} // namespace tenon::ops
