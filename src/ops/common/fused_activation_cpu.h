// A fused activation as oneDNN's functions.
#pragma once

#include "devices/cpu/onednn.h"
#include "ops/common/fused_activation.h"

namespace tenon::ops
{

//! To be applied one after the other. Error for a number that is no fusible activation.
base::Result<std::vector<devices::onednn::Eltwise>> epilogueOf(FusedActivation const& activation);

} // namespace tenon::ops
