// Programs of one input that are piecewise linear, such as `x < 0 ? 0.1 * x : x`, as their pieces.
#pragma once

#include "ops/pointwise/program.h"

#include <optional>

namespace tenon::ops::pointwise
{

//! slope · x + offset for x from `from` up to where the next piece begins.
struct LinearPiece
{
    double from{0};
    double slope{0};
    double offset{0};
};

//! The program as pieces, neighbours of which differ; the first begins at −infinity. nullopt where it has several inputs, is not piecewise
//! linear, or jumps.
std::optional<std::vector<LinearPiece>> linearPieces(Program const& program);

} // namespace tenon::ops::pointwise
