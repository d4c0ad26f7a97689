// Fills a BuildReport from what the passes decided.
#pragma once

#include "builder/pass.h"

namespace tenon::builder
{

//! After place_steps.
void describeBuild(Graph const& network, PassContext& context, BuildReport& report);

} // namespace tenon::builder
