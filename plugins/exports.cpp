// What libnvinfer_plugin exports: registration under a namespace of the user's choice, and the creators for loadLibrary.
#include "plugins/common/report.h"
#include "plugins/standard_plugins.h"

#include <NvInferPlugin.h>
#include <tenon/plugin/destroyed_on_unload.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

namespace tenon::plugins
{
namespace
{

using nvinfer1::ILogger;

//! Creators know their namespace, so each namespace has its own.
struct CreatorSets
{
    std::map<std::string, std::vector<StandardCreator>> byNamespace;
    std::tuple<std::vector<nvinfer1::IPluginCreatorInterface*>, std::vector<nvinfer1::IPluginCreator*>> exported;

    std::vector<StandardCreator>& of(std::string const& pluginNamespace)
    {
        auto [it, isNew] = byNamespace.try_emplace(pluginNamespace);
        if (isNew)
        {
            it->second = makeStandardCreators(pluginNamespace);
        }
        return it->second;
    }
};

std::mutex creatorMutex;

//! With creatorMutex locked.
CreatorSets& lockedSets()
{
    static CreatorSets* const sets = new CreatorSets;
    static DestroyedOnUnload<CreatorSets> const guard(sets);
    return *sets;
}

template <typename Creator>
bool isCalled(Creator& found, StandardCreator const& creator, std::string const& pluginNamespace)
{
    char const* const space = found.getPluginNamespace();
    return creator.name() == found.getPluginName() && creator.version() == found.getPluginVersion()
        && pluginNamespace == (space == nullptr ? "" : space);
}

//! Looks through the list: a lookup by name that finds nothing is reported as a failure.
bool isRegistered(
    nvinfer1::IPluginRegistry& registry, StandardCreator const& creator, std::string const& pluginNamespace)
{
    int32_t count = 0;
    nvinfer1::IPluginCreatorInterface* const* const list = registry.getAllCreators(&count);
    return std::any_of(list, list + count, [&](nvinfer1::IPluginCreatorInterface* found) {
        return std::string(found->getInterfaceInfo().kind) == "PLUGIN CREATOR_V1"
            ? isCalled(static_cast<nvinfer1::IPluginCreator&>(*found), creator, pluginNamespace)
            : isCalled(static_cast<nvinfer1::IPluginCreatorV3One&>(*found), creator, pluginNamespace);
    });
}

bool registerOne(
    nvinfer1::IPluginRegistry& registry, StandardCreator const& creator, std::string const& pluginNamespace)
{
    return creator.v2() != nullptr ? registry.registerCreator(*creator.v2(), pluginNamespace.c_str())
                                   : registry.registerCreator(creator.creator(), pluginNamespace.c_str());
}

bool registerAll(ILogger* logger, std::string const& pluginNamespace)
{
    std::lock_guard const lock(creatorMutex);
    CreatorSets& sets = lockedSets();
    nvinfer1::IPluginRegistry& registry = *getPluginRegistry();
    bool all = true;
    for (StandardCreator const& creator : sets.of(pluginNamespace))
    {
        std::string outcome = "registration succeeded";
        ILogger::Severity severity = ILogger::Severity::kVERBOSE;
        if (isRegistered(registry, creator, pluginNamespace))
        {
            outcome = "already registered";
        }
        else if (!registerOne(registry, creator, pluginNamespace))
        {
            outcome = "could not register";
            severity = ILogger::Severity::kERROR;
            all = false;
        }
        if (logger != nullptr)
        {
            std::string const message = "plugin \"" + creator.name() + "\" version \"" + creator.version()
                + "\" (namespace \"" + pluginNamespace + "\"): " + outcome;
            logger->log(severity, message.c_str());
        }
    }
    return all;
}

//! The creators that are exported: under the empty namespace, the same objects that initLibNvInferPlugins registers there.
template <typename Creator, typename Select>
Creator* const* exported(int32_t& count, Select const& select)
{
    std::lock_guard const lock(creatorMutex);
    CreatorSets& sets = lockedSets();
    auto& list = std::get<std::vector<Creator*>>(sets.exported);
    if (list.empty())
    {
        for (StandardCreator const& creator : sets.of(""))
        {
            if (Creator* const selected = select(creator))
            {
                list.push_back(selected);
            }
        }
    }
    count = static_cast<int32_t>(list.size());
    return list.data();
}

} // namespace
} // namespace tenon::plugins

#define TENON_EXPORT extern "C" __attribute__((visibility("default")))

TENON_EXPORT bool initLibNvInferPlugins(void* logger, char const* libNamespace)
{
    return tenon::plugins::registerAll(
        static_cast<nvinfer1::ILogger*>(logger), libNamespace == nullptr ? "" : libNamespace);
}

TENON_EXPORT nvinfer1::IPluginCreatorInterface* const* getCreators(int32_t& count)
{
    return tenon::plugins::exported<nvinfer1::IPluginCreatorInterface>(
        count, [](tenon::plugins::StandardCreator const& creator) { return &creator.creator(); });
}

TENON_EXPORT nvinfer1::IPluginCreator* const* getPluginCreators(int32_t& count)
{
    return tenon::plugins::exported<nvinfer1::IPluginCreator>(
        count, [](tenon::plugins::StandardCreator const& creator) { return creator.v2(); });
}

TENON_EXPORT void setLoggerFinder(nvinfer1::ILoggerFinder* finder)
{
    tenon::plugins::setLoggerFinder(finder);
}
