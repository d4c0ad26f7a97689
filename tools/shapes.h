// Shapes on the command line, as trtexec writes them: name:1x3x224x224[,other:…].
#pragma once

#include "command.h"

#include <NvInfer.h>

#include <map>

namespace tenon::tools
{

using Shapes = std::map<std::string, nvinfer1::Dims>;

//! `flag` is for messages. The name ends at the last colon, since names of tensors may hold some themselves.
Result<Shapes> parseShapes(std::string const& text, std::string_view flag);

//! "a,b,c" without empty parts.
std::vector<std::string> splitList(std::string const& text);

} // namespace tenon::tools
