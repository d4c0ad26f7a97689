// libtenon_command.so: the command for a program that has loaded plugins of its own, such as the Python package.
#include "command_line.h"
#include "plugin_check/hosted.h"

extern "C"
{
    //! Runs the command line in this process. `file` stands for the library whose plugins `creators` make. `takeExceptions`: see plugin_check::Hosted.
    //! Call it once, from a process that runs no other threads: it forks. Gives the exit status.
    __attribute__((visibility("default"))) int tenonHostedCommand(int argc, char const* const* argv, char const* file,
        nvinfer1::IPluginCreatorInterface* const* creators, int count, char const* (*takeExceptions)())
    {
        auto& hosted = tenon::plugin_check::hosted();
        hosted.file = file;
        hosted.creators.assign(creators, creators + count);
        hosted.takeExceptions = takeExceptions;
        return tenon::tools::runCommandLine(argc, argv);
    }

} // extern "C"
