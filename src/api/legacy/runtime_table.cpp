#include "api/legacy/runtime_table.h"

#include "api/engine/runtime.h"
#include "api/legacy/unsupported.h"

namespace tenon::api::legacy
{

base::Log RuntimeTable::callLog() const noexcept
{
    return runtime_.log();
}

nvinfer1::ICudaEngine* RuntimeTable::deserializeCudaEngine(
    void const* blob, std::size_t size, nvinfer1::IPluginFactory* pluginFactory) noexcept
{
    if (pluginFactory == nullptr)
    {
        return runtime_.deserializeCudaEngine(blob, size);
    }
    reportUnsupported(callLog(), "IRuntime::deserializeCudaEngine with an IPluginFactory",
        "register an IPluginCreator (REGISTER_TENSORRT_PLUGIN) and pass nullptr");
    return nullptr;
}

} // namespace tenon::api::legacy
