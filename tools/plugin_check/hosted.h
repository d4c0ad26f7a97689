// Plugins that the program around the command has in this process already: those of a Python module. They come of no library; the module's file
// stands for its path.
#pragma once

#include <NvInferRuntime.h>

#include <string>
#include <vector>

namespace tenon::plugin_check
{

struct Hosted
{
    std::string file; //!< empty: there is no program around the command
    std::vector<nvinfer1::IPluginCreatorInterface*> creators;
    //! What plugin code raised since the last call, as text, valid until the next one on this thread; empty if nothing. May be null.
    char const* (*takeExceptions)(){nullptr};
};

//! Set once, before the command runs.
Hosted& hosted();

//! Whether that is the module whose plugins are here.
bool isHosted(std::string const& library);

} // namespace tenon::plugin_check
