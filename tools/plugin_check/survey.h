// The search for fields, shapes and types with which a plugin can be checked.
#pragma once

#include "plugin_check/bench.h"

namespace tenon::plugin_check
{

struct Survey
{
    bool found{false};
    Case theCase;
    std::vector<Finding> findings; //!< why nothing was found
    std::string note;              //!< what was tried
};

//! Runs in a process that has loaded the plugin's library; trials run in children of it, and they alone call for the
//! subject's device: a process that initialised CUDA has no children that can use it.
Survey survey(Subject const& subject, Creator& creator);

} // namespace tenon::plugin_check
