// Does a pointwise plugin compute what it declares?
#pragma once

#include "graph/kernel.h"
#include "plugin_host/expression.h"

namespace tenon::runtime
{

//! Compares an output with the expression of the inputs, element by element. All tensors are on the host, linear, in fp32 or fp16; others are not compared.
//! Error: the first element that is off by more than rounding, with both values.
base::Status checkExpression(plugin_host::Expression const& expression, std::span<graph::TensorDesc const> inputs,
    std::span<void const* const> inputData, graph::TensorDesc const& output, void const* outputData);

} // namespace tenon::runtime
