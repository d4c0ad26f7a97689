// In the tests this binary plays the part of libnvinfer: plugin libraries that it loads bind to its registry.
#include "plugin_host/plugin_host.h"

extern "C" __attribute__((visibility("default"))) nvinfer1::IPluginRegistry* getPluginRegistry() noexcept
{
    return &tenon::plugin_host::processRegistry();
}
