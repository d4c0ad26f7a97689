// For programs that call a plugin's methods themselves, as a host does: test benches.
#pragma once

#include <tenon/extensions.h>
#include <tenon/plugin_traits.h>

//! Memory for the sizes that depend on data and that a plugin's traits declare (TenonDataSize): memory[i] is that of size number numbers[i]; of the
//! device that the call's pointers are on.
struct TenonDriverSizes
{
    int32_t const* numbers;
    int64_t* memory;
    int32_t count;
};

//! Calls function(user) as a host's call into a plugin: tenon::currentDevice() tells `device` ("cpu", "cuda", "cuda:1") and tenon::outputSize() the
//! memory of `sizes` (may be null) on this thread meanwhile. Exceptions pass through. If one of the plugin's own checks (tenon/plugin_common.h) failed, its
//! message is written to `failedCheck`, at most `failedCheckBytes` bytes with the ending zero. Returns 0 if none failed, 1 if one did, 2 if there is no such
//! device: then nothing was called. Thread safety: any thread.
TENON_EXTENSION int32_t tenonCallAsHost(char const* device, TenonDriverSizes const* sizes, void (*function)(void* user),
    void* user, char* failedCheck, size_t failedCheckBytes);

//! What is known of a plugin whose class lies in the library that holds `anchor`: its declared traits, and in `devices` the devices that it serves,
//! also where they are not declared (a library with GPU code: CUDA only, another: CPU only). The texts live as long as the process.
TENON_EXTENSION void tenonTraitsOfPlugin(
    char const* pluginName, char const* pluginVersion, void const* anchor, TenonPluginTraits* traits) noexcept;
