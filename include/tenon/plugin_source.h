//! \file
//! For programs that bring plugins which no library holds, such as the Python package: where such a plugin is written, for the engine file's manifest
//! and for messages.
#pragma once

//! Names the source of a plugin: `source`, for instance "Python module my_plugins (/opt/my_plugins.py)"; `hash`, hexadecimal, of what is written
//! there (may be empty): where it has changed, loading an engine warns. `anchor` is an address in the library that holds the creator's class. A later
//! call for the same name, version and library replaces it. The texts are copied. Weak: null where the host is not Tenon. Thread safety: any thread.
extern "C" __attribute__((weak)) void tenonDeclarePluginSource(char const* pluginName, char const* pluginVersion,
    void const* anchor, char const* source, char const* hash) noexcept;
