// Programs as processes.
#pragma once

#include <string>
#include <vector>

namespace tenon::testing
{

struct Finished
{
    int status;         //!< exit status; −1 if it was ended by a signal
    std::string output; //!< standard output and error together
};

//! Runs a program of this build's bin/ with TENON_DEVICE=cpu and waits for it. `environment` holds NAME=value.
Finished runProgram(std::string const& name, std::vector<std::string> const& arguments,
    std::vector<std::string> const& environment = {});

//! A path for a file of this test, in the system's folder for such; not created.
std::string scratchFile(std::string const& name);

} // namespace tenon::testing
