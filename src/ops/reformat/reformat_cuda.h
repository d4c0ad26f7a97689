// The reformat kernel for CUDA; only in builds with it.
#pragma once

#include "graph/kernel.h"

namespace tenon::ops
{

//! As makeReformat, for types and formats that it has found to be servable.
std::unique_ptr<graph::Kernel> makeReformatCuda(
    devices::Device& device, graph::TypeFormat const& from, graph::TypeFormat const& to);

} // namespace tenon::ops
