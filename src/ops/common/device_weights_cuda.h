// Weights on a CUDA device.
#pragma once

#include "graph/constant_data.h"
#include "graph/kernel.h"

namespace tenon::ops
{

//! The values as `type` on the request's device, shared by the engine's kernels; null for no values. Error for types that do not convert.
base::Result<std::shared_ptr<void const>> uploadAs(
    graph::KernelRequest const& request, graph::ConstantData const& weights, base::DataType type);

} // namespace tenon::ops
