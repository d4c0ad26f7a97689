// What calls of a model's local functions expand to, before they are: a few that call each other twice each can stand for more nodes than
// there is memory for.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

namespace onnx
{
class FunctionProto;
} // namespace onnx

namespace tenon::onnx
{

//! By domain, name and overload.
using Functions = std::map<std::tuple<std::string, std::string, std::string>, ::onnx::FunctionProto const*>;

//! Nodes that a call of each function becomes, those of functions and subgraphs inside included, and one more for each 64 KiB of weights;
//! INT64_MAX / 4 for all that are more. A call
//! that leads back to itself counts as one node: it is refused when it is imported.
std::unordered_map<::onnx::FunctionProto const*, int64_t> functionSizes(Functions const& functions);

} // namespace tenon::onnx
