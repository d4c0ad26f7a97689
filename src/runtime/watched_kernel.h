// Steps under observation, for those who look for faults: traced (TENON_TRACE), guarded (TENON_GUARD=1).
#pragma once

#include "runtime/engine.h"

namespace tenon::runtime
{

//! The kernel of step `step` for one context; as it is unless the process watches steps, which is asked now. The engine must outlive it.
std::unique_ptr<graph::Kernel> watched(std::unique_ptr<graph::Kernel> kernel, Engine const& engine, size_t step);

//! True where TENON_GUARD is set to something other than 0.
bool guardWanted();

} // namespace tenon::runtime
