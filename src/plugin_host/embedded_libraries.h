// Plugin libraries that a plan carries (IBuilderConfig::setPluginsToSerialize): into the process when the plan is loaded, out of it when the
// last engine that needs them goes.
#pragma once

#include "base/log.h"
#include "plugin_host/plugin_host.h"
#include "plugin_host/registry.h"

#include <mutex>
#include <span>

namespace tenon::plugin_host
{

//! One such library in this process. Engines whose plans carry the same bytes share it, whatever runtime loaded them, so that nothing is
//! registered twice and statics exist once.
class SharedLibrary
{
public:
    //! Where messages say the plugins come from: the name it had where the plan was built.
    static base::Result<std::shared_ptr<SharedLibrary>> of(
        LibraryImage const& image, HostCodeRules const& rules, base::Log const& log);
    ~SharedLibrary();

    //! What its static objects registered while it was loaded, and what it exports.
    std::vector<Registration> registrations() const { return registry_.ownRegistrations(); }
    //! Registers its creators in a registry too, for as long as the library is here; those whose names are taken there are left out.
    void shareWith(std::shared_ptr<Registry> const& registry);

private:
    SharedLibrary() = default;

    std::string name_;
    int descriptor_{-1}; //!< of the file in memory, open while the loader knows the library by its number
    std::unique_ptr<LoadedLibrary> library_;
    Registry registry_;
    std::mutex mutex_;
    std::vector<std::pair<std::weak_ptr<Registry>, nvinfer1::IPluginCreatorInterface*>> shared_;
};

} // namespace tenon::plugin_host
