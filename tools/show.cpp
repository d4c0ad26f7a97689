// tenon show: the network as the API sees it after parsing.
#include "console.h"
#include "model.h"

#include <tenon/network_text.h>

#include <cstdio>

namespace tenon::tools
{
namespace
{

struct ShowOptions
{
    std::string model;
    std::vector<std::string> plugins;
    bool verbose{false};
};

Status show(ShowOptions const& options)
{
    ConsoleLogger logger(options.verbose);
    TENON_CHECK(loadPlugins(options.plugins, logger));
    TENON_ASSIGN(ParsedModel const model, parseModel(options.model, logger));
    std::fputs(tenon::networkText(*model.network).c_str(), stdout);
    return {};
}

} // namespace

void addShow(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<ShowOptions>();
    CLI::App* const command = app.add_subcommand("show", "Print a model's network as the API sees it after parsing");
    command->add_option("model", options->model, "ONNX model")->required();
    command
        ->add_option("--plugins", options->plugins,
            "Plugin libraries to load first; folders of them are searched when a plugin is missing")
        ->delimiter(',');
    command->add_flag("--verbose", options->verbose, "Print all messages");
    command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

} // namespace tenon::tools
