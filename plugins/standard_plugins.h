// The list of standard plugins as objects.
#pragma once

#include <NvInferRuntime.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace tenon::plugins
{

//! A creator of either kind: IPluginCreator has no common base with V3 creators that says name and version.
class StandardCreator
{
public:
    //! `Creator` is an IPluginCreator or an IPluginCreatorV3One.
    template <typename Creator>
    static StandardCreator make(std::string const& pluginNamespace)
    {
        StandardCreator made;
        if constexpr (std::is_base_of_v<nvinfer1::IPluginCreator, Creator>)
        {
            auto creator = std::make_unique<Creator>();
            made.v2_ = creator.get();
            made.set(std::move(creator));
        }
        else
        {
            made.set(std::make_unique<Creator>(pluginNamespace));
        }
        made.document_ = &Creator::documentation;
        return made;
    }

    std::string const& name() const { return name_; }
    std::string const& version() const { return version_; }
    nvinfer1::IPluginCreatorInterface& creator() const { return *creator_; }
    nvinfer1::IPluginCreator* v2() const { return v2_; } //!< null for V3
    std::string documentation() const { return document_(); }

private:
    template <typename Creator>
    void set(std::unique_ptr<Creator> creator)
    {
        name_ = creator->getPluginName();
        version_ = creator->getPluginVersion();
        creator_ = std::move(creator);
    }

    std::string name_;
    std::string version_;
    std::unique_ptr<nvinfer1::IPluginCreatorInterface> creator_;
    nvinfer1::IPluginCreator* v2_{nullptr};
    std::string (*document_)(){nullptr};
};

//! One new creator of each plugin in plugins.inc, in its order, for plugins of this namespace.
std::vector<StandardCreator> makeStandardCreators(std::string const& pluginNamespace);

} // namespace tenon::plugins
