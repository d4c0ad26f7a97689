// Why a plugin was not found.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_LOOKUP_H
#define TENON_PLUGIN_LOOKUP_H

#if defined(__cplusplus) && (__cplusplus >= 201703L)
#include <cstddef>
#include <cstdint>
#include <string>
#else
#error "tenon/plugin_lookup.h needs C++17 or later (-std=c++17)"
#endif

//! Explains a lookup that failed in the process's registry: what was wanted, what is registered that comes near (another version, another
//! namespace, other case, a few letters off), which libraries are loaded and which failed to load with the loader's own words.
//! Writes at most `bufferBytes` bytes, the ending zero included, and returns the bytes that the whole text needs with it.
//! Weak: null where the host is not Tenon. Null strings count as empty. Thread safety: any thread.
extern "C" __attribute__((weak)) size_t tenonExplainPluginLookup(char const* pluginName, char const* pluginVersion,
    char const* pluginNamespace, char* buffer, size_t bufferBytes) noexcept;

//! Adds a folder of plugin libraries, or one such library, to where lookups in the process's registry go on when they find nothing: libraries are
//! then loaded one after the other, those whose file holds the wanted name first, until one brings it. TENON_PLUGIN_PATH (places separated
//! by ':') does the same. False if there is no such folder or file. Weak, thread safety: as above.
extern "C" __attribute__((weak)) bool tenonAddPluginSearchPlace(char const* place) noexcept;
//! Loads all libraries of such places that were not loaded yet, for lists of plugins. Those that fail are warned of.
extern "C" __attribute__((weak)) void tenonLoadPluginSearchPlaces() noexcept;

namespace tenon
{

//! False where the host is not Tenon, and where there is no such folder or file.
inline bool addPluginSearchPlace(std::string const& place)
{
    return tenonAddPluginSearchPlace != nullptr && tenonAddPluginSearchPlace(place.c_str());
}

//! The same as a string; empty where the host is not Tenon.
inline std::string explainPluginLookup(char const* pluginName, char const* pluginVersion, char const* pluginNamespace)
{
    if (tenonExplainPluginLookup == nullptr)
    {
        return {};
    }
    std::string text(tenonExplainPluginLookup(pluginName, pluginVersion, pluginNamespace, nullptr, 0), '\0');
    tenonExplainPluginLookup(pluginName, pluginVersion, pluginNamespace, text.data(), text.size());
    text.resize(text.empty() ? 0 : text.size() - 1);
    return text;
}

} // namespace tenon

#endif // TENON_PLUGIN_LOOKUP_H
