// Expressions that plugins declare (tenon/plugin_traits.h says their language) as steps of a program.
#pragma once

#include "ops/pointwise/program.h"

#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace tenon::ops::pointwise
{

//! The value of a parameter by name; nullopt where there is none.
using ParameterValue = std::function<std::optional<double>(std::string const& name)>;

//! Appends the expression's steps to a program, and returns the number of its value. `inputs` are the values of x0, x1, … Error tells where the
//! text is wrong, and leaves the program as it was.
base::Result<int64_t> appendExpression(
    Program& program, std::string_view text, std::span<int64_t const> inputs, ParameterValue const& parameter);

} // namespace tenon::ops::pointwise
