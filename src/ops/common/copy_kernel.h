// Kernels that copy an input to an output of other dims and as many elements.
#pragma once

#include "graph/kernel.h"

namespace tenon::ops
{

std::unique_ptr<graph::Kernel> makeCopyKernel();

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeCopyCuda(graph::KernelRequest const& request);

} // namespace tenon::ops
