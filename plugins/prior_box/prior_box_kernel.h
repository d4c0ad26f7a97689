// See plugins/common/detection/priors.h; for each of minSize: the square box, that of √(min · max), then a box for each ratio but 1.
#pragma once

#include "plugins/common/detection/priors.h"
#include "plugins/prior_box/prior_box.h"

namespace tenon::plugins::prior_box
{

template <typename Run>
int32_t enqueueOn(Run const& run, PriorBox const& impl, plugin::Call const& call)
{
    return writePriors(run, impl.grid(call), call.output(0));
}

} // namespace tenon::plugins::prior_box
