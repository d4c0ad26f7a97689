// tenon inspect: what an engine file holds, without loading anything that it names.
#include "command.h"
#include "console.h"

#include <tenon/engine_file.h>

#include <cstdio>

namespace tenon::tools
{
namespace
{

struct InspectOptions
{
    std::string engine;
    bool json{false};
};

Status inspect(InspectOptions const& options)
{
    std::string text;
    if (!inspectEngineFile(options.engine, options.json, text))
    {
        return base::invalidArgument("engine file \"{}\": {}", options.engine, text);
    }
    std::printf("%s%s", text.c_str(), options.json ? "\n" : "");
    return {};
}

} // namespace

void addInspect(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<InspectOptions>();
    CLI::App* const command =
        app.add_subcommand("inspect", "List what an engine file holds, without loading libraries or running anything");
    command->add_option("engine", options->engine, "Engine file")->required();
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options, &chosen] { chosen = [options] { return inspect(*options); }; });
}

} // namespace tenon::tools
