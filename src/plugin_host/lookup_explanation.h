// Why a plugin was not found: the text of failed lookups.
#pragma once

#include "plugin_host/registry.h"

namespace tenon::plugin_host
{

//! `plugin "X" version "2" (namespace ""): expected a registered creator, found none; …`: near misses (another version, another
//! namespace, other case, a few letters off), libraries that brought creators, libraries that failed to load with the loader's text,
//! and what to do.
std::string explainLookup(
    Registry const& registry, std::string_view name, std::string_view version, std::string_view pluginNamespace);

//! Levenshtein distance, case ignored.
size_t editDistance(std::string_view a, std::string_view b);

} // namespace tenon::plugin_host
