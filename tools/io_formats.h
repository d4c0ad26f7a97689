// Types and formats on the command line, as trtexec writes them: fp16:chw+hwc8, one for each input or output, or one for all.
#pragma once

#include "command.h"

#include <NvInfer.h>

namespace tenon::tools
{

//! "fp32", "fp16", "bf16", "int8", "int32", "int64", "uint8", "bool".
Result<nvinfer1::DataType> parseType(std::string const& text, std::string_view flag);

//! Error names the flag and lists what there is.
Status setIoFormats(nvinfer1::INetworkDefinition& network, std::vector<std::string> const& texts, bool inputs);

} // namespace tenon::tools
