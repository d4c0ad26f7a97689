// Checks that several operations make of their inputs and weights.
#pragma once

#include "graph/graph.h"

namespace tenon::ops
{

//! Error unless the input has a floating type.
inline base::Status expectFloating(char const* what, base::DataType type)
{
    if (base::isFloating(type))
    {
        return {};
    }
    return base::invalidArgument(
        "{}: expected a floating type (fp32, fp16, bf16), found {}; put a cast before it", what, base::name(type));
}

//! Error unless there are exactly `count` values of a floating type at a pointer that is not null. `why` explains the number.
inline base::Status expectWeights(
    char const* what, graph::ConstantData const& weights, int64_t count, std::string const& why)
{
    if (weights.count != count)
    {
        return base::invalidArgument("{}: expected {} values ({}), found {}", what, count, why, weights.count);
    }
    // What has a name may be refitted, and lies in no stripped plan.
    if (weights.data == nullptr && count != 0 && weights.name == nullptr)
    {
        return base::invalidArgument("{}: expected {} values, found a null pointer", what, count);
    }
    return expectFloating(what, weights.type);
}

//! True if an optional input is connected.
inline bool isConnected(graph::Op const& op, size_t input)
{
    return input < op.inputs.size() && op.inputs[input] != nullptr;
}

//! The values of an input that is a constant of the graph; empty where it is not, or not connected.
inline graph::ConstantData constantInput(graph::Op const& op, size_t input)
{
    bool const constant = isConnected(op, input) && op.inputs[input]->constant.has_value();
    return constant ? *op.inputs[input]->constant : graph::ConstantData{};
}

} // namespace tenon::ops
