#include "command_line.h"

#include "command.h"
#include "python_plugins.h"

#include <NvInferVersion.h>

#include <cstdio>
#include <exception>

namespace tenon::tools
{

int runCommandLine(int argc, char const* const* argv)
{
    CLI::App app{"Tenon: TensorRT's plugin system, on any CPU and on NVIDIA GPUs", "tenon"};
    app.require_subcommand(1);
    app.set_version_flag("--version",
        fmt::format("tenon, TensorRT API {}.{}.{}", NV_TENSORRT_MAJOR, NV_TENSORRT_MINOR, NV_TENSORRT_PATCH));
    rememberCommandLine(argc, argv);
    Chosen chosen;
    addBuild(app, chosen);
    addRun(app, chosen);
    addInspect(app, chosen);
    addShow(app, chosen);
    addExplain(app, chosen);
    addPlugin(app, chosen);
    addEnv(app, chosen);
    try
    {
        app.parse(argc, argv);
    }
    catch (CLI::RequiredError const& failure)
    {
        // What is missing is often there under a wrong name: that name says more.
        std::vector<std::string> const unknown = app.remaining(true);
        if (unknown.empty())
        {
            return app.exit(failure) == 0 ? 0 : 2;
        }
        std::fprintf(
            stderr, "tenon: expected subcommands and flags of --help, found \"%s\"\n", unknown.front().c_str());
        return 2;
    }
    catch (CLI::ParseError const& failure)
    {
        return app.exit(failure) == 0 ? 0 : 2;
    }
    try
    {
        Status const status = chosen();
        if (!status.ok())
        {
            std::fprintf(stderr, "tenon: %s\n", status.error().text().c_str());
        }
        return status.ok() ? 0 : 1;
    }
    catch (std::exception const& failure)
    {
        std::fprintf(stderr, "tenon: %s\n", failure.what());
        return 1;
    }
}

} // namespace tenon::tools
