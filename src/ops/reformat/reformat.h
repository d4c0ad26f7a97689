// Reformat: the same tensor in another type and format.
#pragma once

#include "graph/kernel.h"

namespace tenon::ops
{

//! A kernel with one input of `from` and one output of `to`; dims and int8 scales come with setShapes. Needs no workspace.
//!
//! int8 is quantized: real value = scale · stored value; to int8, the nearest integer, ties to even, from −128 to 127, NaN as 0. Every
//! other pair of types converts as a cast does (see common/type_conversion.h). Padding of vectorized formats is written as zeros.
//! Error for types below a byte or fp8.
graph::Result<std::unique_ptr<graph::Kernel>> makeReformat(
    devices::Device& device, graph::TypeFormat const& from, graph::TypeFormat const& to);

} // namespace tenon::ops
