// How the shapes of a body (a loop's iteration, a conditional's branch) hang together with those around it.
//
// A body is a network of its own. A dimension of one of its inputs that is not fixed is a symbol of the body; so is each value of an input
// that shapes are computed from.
#pragma once

#include "graph/graph.h"

namespace tenon::ops
{

//! Where a symbol of a body gets its value: from a dimension, or from a value, of one of the body's inputs.
struct BodySymbol
{
    int32_t symbol{0};
    int32_t input{0};
    bool isValue{false};
    int32_t place{0};
};

//! All of them; a symbol that stands in several inputs has several entries.
std::vector<BodySymbol> bodySymbols(graph::Graph const& body);

//! What the symbols of a body are outside of it; nullopt for those that nothing outside tells. `inputs` are the body's inputs as seen from
//! outside.
std::vector<std::optional<graph::Dim>> outerDims(graph::Graph const& body, std::span<graph::ValueSpec const> inputs);

//! A dimension of the body, said with the dimensions outside; nullopt where it depends on a symbol that has none there.
std::optional<graph::Dim> substitute(graph::Dim const& dim, std::span<std::optional<graph::Dim> const> outer);

//! That what comes in has the type and rank of the body's input, and no fixed dimension contradicts it.
base::Status checkBodyInput(
    graph::Graph const& body, size_t input, graph::ValueSpec const& found, std::span<std::string const> symbolNames);

} // namespace tenon::ops
