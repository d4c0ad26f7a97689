// What build and show share: plugin libraries loaded, an ONNX model parsed into a network.
#pragma once

#include "command.h"

#include <NvInfer.h>
#include <NvOnnxParser.h>

#include <memory>

namespace tenon::tools
{

//! Loads plugin libraries, then registers what they have not of the standard library (namespace ""). Error names the library and gives the loader's words.
Status loadPlugins(std::vector<std::string> const& libraries, nvinfer1::ILogger& logger);

//! Lives in this order: the network refers to weights that the parser holds.
struct ParsedModel
{
    std::unique_ptr<nvinfer1::IBuilder> builder;
    std::unique_ptr<nvinfer1::INetworkDefinition> network;
    std::unique_ptr<nvonnxparser::IParser> parser;
};

//! Error lists what the parser reported.
Result<ParsedModel> parseModel(std::string const& path, nvinfer1::ILogger& logger);

//! Marks tensors by name as outputs too. Error names the tensor and those that come close.
Status markOutputs(nvinfer1::INetworkDefinition& network, std::vector<std::string> const& names);

} // namespace tenon::tools
