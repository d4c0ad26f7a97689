#include "plugins/standard_plugins.h"

#include "plugin_headers.inc"

namespace tenon::plugins
{

std::vector<StandardCreator> makeStandardCreators(std::string const& pluginNamespace)
{
    std::vector<StandardCreator> creators;
#define TENON_PLUGIN(folder, Creator) creators.push_back(StandardCreator::make<Creator>(pluginNamespace));
#include "plugins/plugins.inc"
#undef TENON_PLUGIN
    return creators;
}

} // namespace tenon::plugins
