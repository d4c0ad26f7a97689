// Cases that NumPy has answered, from tests/data/ops.
#pragma once

#include "ops/testing/op_runner.h"

namespace tenon::ops::testing
{

struct NumPyCase
{
    std::string operation;
    std::vector<Array> inputs;
    Array output;
};

//! Those of a group ("element_wise", "unary", "cast"). Empty where the file cannot be read: tests must expect some.
std::vector<NumPyCase> numPyCases(std::string const& group);

} // namespace tenon::ops::testing
