// The process's plugin registry as the API hands it out.
#pragma once

#include <NvInfer.h>

namespace tenon::api
{

nvinfer1::IPluginRegistry& pluginRegistry();

} // namespace tenon::api
