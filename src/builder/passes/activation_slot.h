// Where an operation keeps the activation that is part of it.
#pragma once

#include "builder/pass.h"

#include "ops/common/fused_activation.h"

namespace tenon::builder
{

//! Null for operations that can have none.
ops::FusedActivation* activationSlot(Op& op);

} // namespace tenon::builder
