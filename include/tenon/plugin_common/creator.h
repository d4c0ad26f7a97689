// Bases of creators.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_COMMON_CREATOR_H
#define TENON_PLUGIN_COMMON_CREATOR_H

#include <tenon/plugin_common/checks.h>

#include <set>
#include <string>

TENON_COMMON_OPEN

//! A creator that keeps its namespace.
class BaseCreator : public IPluginCreator
{
public:
    void setPluginNamespace(char const* libNamespace) TENON_COMMON_NOEXCEPT override
    {
        mNamespace = libNamespace == nullptr ? "" : libNamespace;
    }
    char const* getPluginNamespace() const TENON_COMMON_NOEXCEPT override { return mNamespace.c_str(); }

protected:
    std::string mNamespace;
};

#if NV_TENSORRT_MAJOR >= 10
class BaseCreatorV3 : public IPluginCreatorV3One
{
public:
    void setPluginNamespace(char const* libNamespace) noexcept
    {
        mNamespace = libNamespace == nullptr ? "" : libNamespace;
    }
    char const* getPluginNamespace() const noexcept override { return mNamespace.c_str(); }

protected:
    std::string mNamespace;
};
#endif

//! Throws PluginError that names the fields of `required` which a creator was not given.
inline void validateRequiredAttributesExist(std::set<std::string> required, PluginFieldCollection const* fields)
{
    for (int32_t i = 0; fields != nullptr && i < fields->nbFields; ++i)
    {
        required.erase(fields->fields[i].name);
    }
    std::string missing;
    for (std::string const& name : required)
    {
        missing += (missing.empty() ? "" : ", ") + name;
    }
    if (!missing.empty())
    {
        throw PluginError("expected values of all required fields, found none of " + missing);
    }
}

TENON_COMMON_CLOSE

namespace nvinfer1
{
//! Where later code of the time looks for it.
namespace pluginInternal
{
using plugin::BaseCreator;
#if NV_TENSORRT_MAJOR >= 10
using plugin::BaseCreatorV3;
#endif
} // namespace pluginInternal
} // namespace nvinfer1

#endif // TENON_PLUGIN_COMMON_CREATOR_H
