// The padding kernel for the CPU.
#pragma once

#include "ops/padding/padding.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makePaddingCpu(PaddingParams const& params, base::DataType type);

} // namespace tenon::ops
