// A deconvolution's sizes for concrete shapes: what its kernels on all devices have in common.
#pragma once

#include "ops/common/plain_kernel.h"
#include "ops/deconvolution/deconvolution.h"

#include <array>

namespace tenon::ops
{

//! Always three spatial dimensions, leading ones of 1.
struct TransposedProblem
{
    int64_t batch, channels, maps, groups;
    std::array<int64_t, 3> in{1, 1, 1}, out{1, 1, 1}, kernel{1, 1, 1}, stride{1, 1, 1}, dilation{1, 1, 1}, pre{0, 0, 0};
};

Result<TransposedProblem> transposedProblemOf(DeconvolutionParams const& params, PlainShapes const& shapes);

} // namespace tenon::ops
