#include "plugins/standard_plugins.h"

#include "plugin_headers.inc"

namespace tenon::plugins
{

std::vector<std::unique_ptr<nvinfer1::IPluginCreator>> makeStandardCreators()
{
    std::vector<std::unique_ptr<nvinfer1::IPluginCreator>> creators;
#define TENON_PLUGIN(folder, Creator) creators.push_back(std::make_unique<Creator>());
#include "plugins/plugins.inc"
#undef TENON_PLUGIN
    return creators;
}

} // namespace tenon::plugins
