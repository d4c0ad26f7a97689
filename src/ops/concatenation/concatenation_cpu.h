// The concatenation kernel for the CPU.
#pragma once

#include "graph/kernel.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeConcatenationCpu(int32_t axis, int32_t hidden, base::DataType type);

} // namespace tenon::ops
