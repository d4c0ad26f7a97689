#include "api/plugin_registry_access.h"

#include "api/missing/plugin_registry.h"
#include "api/reporting.h"

namespace tenon::api
{
namespace
{

//! Stands in until the registry of plugin_host is there: every method answers "not implemented yet".
class NoRegistry final : public missing::PluginRegistry
{
protected:
    base::Log callLog() const noexcept override { return base::Log(processLogger()); }
};

} // namespace

nvinfer1::IPluginRegistry& pluginRegistry()
{
    static NoRegistry registry;
    return registry;
}

} // namespace tenon::api
