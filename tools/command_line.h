#pragma once

namespace tenon::tools
{

//! The whole command: parses, acts, reports. 0 on success, 1 when the act failed, 2 when the command line is wrong.
int runCommandLine(int argc, char const* const* argv);

} // namespace tenon::tools
