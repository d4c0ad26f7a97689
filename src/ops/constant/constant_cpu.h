// The constant kernel for the CPU.
#pragma once

#include "graph/constant_data.h"
#include "graph/kernel.h"

namespace tenon::ops
{

//! Converts the weights to `type` once; error where they do not convert.
base::Result<std::unique_ptr<graph::Kernel>> makeConstantCpu(graph::ConstantData const& weights, base::DataType type);

} // namespace tenon::ops
