// Checks of what callers pass, shared by all public methods: strings, dimensions, enumerators, weights.
#pragma once

#include "base/dims.h"
#include "base/tensor_types.h"
#include "graph/constant_data.h"

#include <NvInfer.h>

namespace tenon::api
{

using base::Dims;
using base::Result;
using base::Status;

//! The longest name of a tensor, a layer or a network, with its ending zero.
inline constexpr size_t kMaxNameBytes = 4096;

//! Not null and not longer than the limit; may be empty. `what` names it in the message: "name of the input".
Status checkText(std::string_view what, char const* text, size_t limitBytes = kMaxNameBytes);

//! As checkText, and not empty.
Status checkName(std::string_view what, char const* name);

//! A rank from 0 to 8 and sizes of at least `smallest` (−1 where sizes may be open).
Status checkDims(std::string_view what, Dims const& dims, int64_t smallest);

Status checkKnown(std::string_view what, nvinfer1::DataType type);

//! For enumerations whose values run from 0 without gaps.
template <typename Enum>
Status checkEnumerator(std::string_view what, Enum value)
{
    auto const number = static_cast<int32_t>(value);
    if (number < 0 || number >= nvinfer1::EnumMax<Enum>())
    {
        return base::invalidArgument(
            "{}: expected an enumerator from 0 to {}, found {}", what, nvinfer1::EnumMax<Enum>() - 1, number);
    }
    return {};
}

//! Not null. `what` names the argument.
inline Status checkPointer(std::string_view what, void const* pointer)
{
    return pointer != nullptr ? Status()
                              : Status(base::invalidArgument("{}: expected an object, found a null pointer", what));
}

Status checkAtLeast(std::string_view what, int64_t value, int64_t smallest);

//! 0 <= index < count.
Status checkIndex(std::string_view what, int64_t index, int64_t count);

//! The user's weights as the graph holds them: a view; the user keeps the bytes alive until the network is built. Error
//! for a negative count, a null pointer with a positive count, a type that is none. `what`: "kernel weights".
Result<graph::ConstantData> toConstantData(std::string_view what, nvinfer1::Weights const& weights);

//! The way back, for getters.
nvinfer1::Weights toWeights(graph::ConstantData const& data);

} // namespace tenon::api
