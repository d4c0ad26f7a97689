// Plugins written in Python: the command goes on inside of an interpreter that has loaded their module.
#pragma once

#include "base/result.h"

#include <string>

namespace tenon::tools
{

//! The command line as it was given, for `goOnInPython`. Valid as long as the command runs.
void rememberCommandLine(int argc, char const* const* argv);

//! Whether a plugin library is a Python module that has yet to be loaded.
bool needsPython(std::string const& library);

//! Becomes `python3 -m tenon` with the same arguments: TENON_PYTHON's interpreter, else python3. Returns only where there is none.
base::Status goOnInPython(std::string const& library);

} // namespace tenon::tools
