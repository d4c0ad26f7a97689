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

namespace tenon
{

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
