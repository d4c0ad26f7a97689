#include "api/plugin_registry_access.h"

#include "plugin_host/plugin_host.h"

namespace tenon::api
{

nvinfer1::IPluginRegistry& pluginRegistry()
{
    return plugin_host::processRegistry();
}

} // namespace tenon::api
