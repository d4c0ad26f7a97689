// Programs that are one of the activations which operations apply to their results.
#pragma once

#include "ops/common/fused_activation.h"
#include "ops/pointwise/program.h"

namespace tenon::ops::pointwise
{

//! The activation that the program of one input is: by its pieces where it is piecewise linear (ReLU, leaky ReLU, clip), else by comparing
//! it with the usual spellings. nullopt where it is none that is known.
std::optional<FusedActivation> asActivation(Program const& program);

} // namespace tenon::ops::pointwise
