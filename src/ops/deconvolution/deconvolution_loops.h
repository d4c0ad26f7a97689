// A deconvolution on the CPU by loops over rows: for groups of one channel, where products of matrices are no gain, and for columns that are too large.
#pragma once

#include "ops/deconvolution/deconvolution_problem.h"

namespace tenon::ops
{

//! fp32; `bias` may be null.
void deconvolveByLoops(TransposedProblem const& p, float const* x, float const* w, float const* bias, float* y);

} // namespace tenon::ops
