// Offsets for values in the order in which they live, for more of them than a planner that looks at all pairs has time for.
#pragma once

#include "builder/memory/memory_planner.h"

namespace tenon::builder
{

//! As an allocator would do it that knows nothing of what comes: step by step, each value into the smallest gap that fits when its life begins,
//! and gaps that touch become one when lives end. Time: values times the logarithm of their number. Equal input gives equal output.
MemoryPlan planByTime(std::vector<Lifetime> const& lifetimes, int64_t alignmentBytes);

} // namespace tenon::builder
