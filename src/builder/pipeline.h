#pragma once

#include "builder/pass.h"

namespace tenon::builder
{

//! From a user's network to an overlay.
std::span<PassEntry const> buildPipeline();
//! From a plan's network to an overlay for another device.
std::span<PassEntry const> tunePipeline();

} // namespace tenon::builder
