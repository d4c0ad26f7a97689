// The unary kernels for the CPU.
#pragma once

#include "ops/unary/unary.h"

namespace tenon::ops
{

//! A floating operation (not kNOT, kISINF, kISNAN) on `count` elements of fp32 from `in` to `out`, which may be the same; one thread.
void unaryRow(nvinfer1::UnaryOperation operation, float const* in, float* out, int64_t count);

std::unique_ptr<graph::Kernel> makeUnaryCpu(nvinfer1::UnaryOperation operation, base::DataType in, base::DataType out);

} // namespace tenon::ops
