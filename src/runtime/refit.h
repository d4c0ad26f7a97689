// New weights for an engine that was built to be refitted.
#pragma once

#include "graph/weights_name.h"
#include "runtime/engine.h"

#include <functional>

namespace tenon::runtime
{

//! Where an engine keeps a set of weights that has a name.
struct RefittableWeights
{
    graph::WeightsName name;
    graph::ConstantData* weights{nullptr}; //!< in the engine's network; valid as long as the engine
};

//! All of them, those inside of loops and conditionals too, in the order of layers; a set that several places share has several entries.
std::vector<RefittableWeights> refittableWeights(Engine& engine);

//! What a stripped plan left out and nobody has given back, as text for messages: `"conv1.weight" of layer "conv1" (kernel)`.
std::vector<std::string> missingWeights(graph::Graph& network);

} // namespace tenon::runtime
