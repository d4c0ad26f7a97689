// tenon plugin: look into plugin libraries, check plugins, run and trace one, make a new one.
#include "plugin_options.h"

namespace tenon::tools
{

void addPlugin(CLI::App& app, Chosen& chosen)
{
    CLI::App* const plugin = app.add_subcommand("plugin", "List, check, run, trace and make plugins");
    plugin->require_subcommand(1);
    addPluginList(*plugin, chosen);
    addPluginCheck(*plugin, chosen);
    addPluginRun(*plugin, chosen);
    addPluginTrace(*plugin, chosen);
    addPluginNew(*plugin, chosen);
}

} // namespace tenon::tools
