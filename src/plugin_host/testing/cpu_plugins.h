// Plugins of tests serve the CPU. In a build with CUDA the test program carries GPU code itself, and the host would take a plugin in it that
// declares nothing for CUDA's.
#pragma once

#include <tenon/plugin_traits.h>

#include <initializer_list>

namespace tenon::plugin_host::testing
{

//! For plugins of version "1" in the calling program.
inline void declareCpuPlugins(std::initializer_list<char const*> names)
{
    static char const anchor = 0;
    TenonPluginTraits traits{};
    traits.structBytes = sizeof traits;
    traits.devices = TENON_PLUGIN_ON_CPU;
    for (char const* const name : names)
    {
        tenonDeclarePluginTraits(name, "1", &traits, &anchor);
    }
}

} // namespace tenon::plugin_host::testing
