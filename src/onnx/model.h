// Reads a ModelProto and checks what can be checked before any node is looked at.
#pragma once

#include "onnx/error.h"

#include <onnx/onnx_pb.h>

#include <memory>
#include <span>

namespace tenon::onnx
{

//! From bytes. Error says what they seem to be instead: empty, text, a truncated model, …
Result<std::unique_ptr<::onnx::ModelProto>> readModel(std::span<std::byte const> bytes);
Result<std::unique_ptr<::onnx::ModelProto>> readModelFile(std::string const& path);

//! Version of the default operator set ("ai.onnx").
Result<int64_t> defaultOpset(::onnx::ModelProto const& model);

} // namespace tenon::onnx
