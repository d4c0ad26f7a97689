// The network of a plan, from its record. Every index is checked before use, and the network is inferred anew: dims in the file are
// compared, not trusted.
#pragma once

#include "plan/plan_generated.h"
#include "plan/sections.h"
#include "plan/tensor_ranges.h"

namespace tenon::plan
{

Result<graph::Graph> readNetwork(fb::NetworkT const& record, Sections const& sections,
    std::shared_ptr<void const> const& owner, graph::OpFactory const& factory);

//! The record's dims against those that the operations tell, at the bounds and the optimum of each profile.
Status checkStoredDims(fb::NetworkT const& record, graph::Graph const& network, TensorRanges const& ranges);

//! What the manifest says of a plugin, without its blob.
graph::PluginRecord pluginFacts(fb::PluginT const& record);

} // namespace tenon::plan
