// The plugin in a network of one layer, through the public API alone.
#pragma once

#include "base/result.h"

#include "plugin_check/bench.h"

namespace tenon::plugin_check
{

//! Builds, serializes, loads and runs it. Error has the messages of the library.
base::Result<std::vector<Bytes>> runInNetwork(Bench& bench, Setup const& setup, std::vector<Bytes> const& inputs);

//! A model of standard operators on the CPU, for reference. Inputs and outputs in the model's order.
base::Result<std::vector<Bytes>> runModel(
    std::string const& path, Setup const& setup, std::vector<Bytes> const& inputs);

} // namespace tenon::plugin_check
