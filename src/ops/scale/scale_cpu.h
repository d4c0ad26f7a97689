// The scale kernel for the CPU.
#pragma once

#include "ops/scale/scale.h"

namespace tenon::ops
{

base::Result<std::unique_ptr<graph::Kernel>> makeScaleCpu(
    ScaleParams const& params, base::DataType in, base::DataType out);

} // namespace tenon::ops
