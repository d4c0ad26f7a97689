// The shuffle kernel for the CPU.
#pragma once

#include "ops/shuffle/shuffle.h"

namespace tenon::ops
{

base::Result<std::unique_ptr<graph::Kernel>> makeShuffleCpu(
    ShuffleParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
