// A kernel that copies its first input to its output, which has other dims of the same elements.
#pragma once

#include "graph/kernel.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeCopyKernel();

} // namespace tenon::ops
