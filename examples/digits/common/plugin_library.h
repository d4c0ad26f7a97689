// The library with the LReLU_TRT plugin, seen from the program that needs it.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace digits
{

// dlopen, which runs the library's static objects, which register its plugins. Throws std::runtime_error.
void loadWithDlopen(std::string const& path);

// Records which methods of the plugin are called, where the library offers that (see custom_plugin/call_log.h); false
// where it does not, or is not loaded.
bool watchPluginCalls(std::string const& path);

// The calls on the plugin objects of the layer that was made first, repetitions counted.
std::string pluginCallsText();

} // namespace digits
