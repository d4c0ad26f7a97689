// What cast and identity share: which types convert, shape tensors' values, the kernel for the CPU.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! Error if either type is not castable; names the one that is not.
base::Status checkCast(base::DataType from, base::DataType to);

//! Values of a shape tensor as another type: kept between int32 and int64, 0 or 1 as bool; unknown as any other.
std::optional<std::vector<graph::Dim>> castValues(graph::ValueSpec const& input, base::DataType to);

base::Result<std::unique_ptr<graph::Kernel>> makeCastCpu(base::DataType from, base::DataType to);

//! For CUDA; only in builds with it.
base::Result<std::unique_ptr<graph::Kernel>> makeCastCuda(graph::KernelRequest const& request);

} // namespace tenon::ops
