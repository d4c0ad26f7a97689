// An overlay of a plan, from its record: every index, size and order of use is checked against the network.
#pragma once

#include "plan/plan.h"
#include "plan/plan_generated.h"
#include "plan/tensor_ranges.h"

namespace tenon::plan
{

Result<Overlay> readOverlay(fb::OverlayT const& record, graph::Graph const& network, TensorRanges const& ranges);

} // namespace tenon::plan
