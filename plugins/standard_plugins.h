// The list of standard plugins as objects.
#pragma once

#include <NvInferRuntime.h>

#include <memory>
#include <vector>

namespace tenon::plugins
{

//! One new creator of each plugin in plugins.inc, in its order.
std::vector<std::unique_ptr<nvinfer1::IPluginCreator>> makeStandardCreators();

} // namespace tenon::plugins
