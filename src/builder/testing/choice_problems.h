// Large problems of choice for the test and the benchmark.
#pragma once

#include "builder/formats/format_choice.h"

namespace tenon::builder
{

//! A chain of operations with 100 options each, or, residual, one whose operations also read what was made three before them. A
//! conversion costs 2.
ChoiceProblem chainOfManyOptions(int32_t nodes, bool residual);

} // namespace tenon::builder
