// A stack as text: names, and source lines where the library has debug information.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tenon::plugin_check
{

struct RawFrame
{
    uintptr_t address;
    uintptr_t base; //!< where its library was loaded
    char file[200]; //!< the library
    char symbol[200];
};

//! Innermost first; frames of the tool itself above the plugin are left out. Asks addr2line where it is installed.
std::vector<std::string> stackText(RawFrame const* frames, int32_t count);

} // namespace tenon::plugin_check
