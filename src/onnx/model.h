// Reads a ModelProto and checks what can be checked before any node is looked at.
#pragma once

#include "onnx/error.h"

#include <onnx/onnx_pb.h>

#include <memory>
#include <span>
#include <vector>

namespace tenon::onnx
{

//! From bytes. Error says what they seem to be instead: empty, text, a truncated model, …
Result<std::unique_ptr<::onnx::ModelProto>> readModel(std::span<std::byte const> bytes);
Result<std::unique_ptr<::onnx::ModelProto>> readModelFile(std::string const& path);

//! Version of the default operator set ("ai.onnx").
Result<int64_t> defaultOpset(::onnx::ModelProto const& model);

// Fields of newer releases of ONNX than the messages that are linked.
//! Which of the functions of one name a node calls; which a function is.
std::string overloadOf(::onnx::NodeProto const& node);
std::string overloadOf(::onnx::FunctionProto const& function);
//! Attributes of a function that callers need not give.
std::vector<::onnx::AttributeProto> defaultAttributes(::onnx::FunctionProto const& function);

} // namespace tenon::onnx
