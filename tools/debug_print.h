// --debugPrint: the plugin DebugPrint behind tensors of a network, so that each inference tells of them; the model's file stays as it is.
#pragma once

#include "command.h"

#include <NvInfer.h>

#include <string>
#include <vector>

namespace tenon::tools
{

//! Where DebugPrint tells of tensors; empty: standard error, no files.
struct DebugPrints
{
    std::string names;  //!< t1,t2 or all
    std::string file;   //!< lines are appended to it
    std::string folder; //!< whole tensors are saved in it
};

//! Puts DebugPrint between each named tensor and all that read it. Error where a name is none, or the standard plugins are not registered.
Status insertDebugPrints(DebugPrints const& prints, nvinfer1::INetworkDefinition& network);

} // namespace tenon::tools
