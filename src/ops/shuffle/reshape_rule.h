// The dims that a reshape gives: placeholders copied, one dimension inferred, symbols cancelled.
#pragma once

#include "graph/dim_expr.h"

namespace tenon::ops
{

//! `wanted`: see ShuffleParams::reshape. Error if a placeholder has no counterpart, more than one dimension is −1, a dimension is
//! below −1, or constant volumes differ.
graph::Result<graph::Shape> reshapedDims(graph::Shape const& input, std::vector<graph::Dim> const& wanted,
    bool zeroIsPlaceholder, std::span<std::string const> symbolNames);

//! The same where the sizes are values that the user gives for each inference: 0 and -1 mean what they do there, by expressions that are
//! evaluated with the values. At most one value is -1; whether elements fit is seen when shapes are set.
graph::Result<graph::Shape> reshapedByValues(
    graph::Shape const& input, std::vector<graph::Dim> const& wanted, bool zeroIsPlaceholder);

} // namespace tenon::ops
