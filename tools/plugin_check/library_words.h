// Words in a library's file that may be names of fields.
#pragma once

#include <string>
#include <vector>

namespace tenon::plugin_check
{

//! Identifiers of 2 to 40 letters that stand alone in its read-only texts, at most 1,500.
std::vector<std::string> libraryWords(std::string const& path);

} // namespace tenon::plugin_check
