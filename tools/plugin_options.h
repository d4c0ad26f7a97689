// What the subcommands of `tenon plugin` share: the library, the plugin's name, its fields and inputs.
#pragma once

#include "command.h"

#include "plugin_check/runner.h"

namespace tenon::tools
{

struct PluginOptions
{
    std::string library;
    plugin_check::RunOptions run;
    std::string fields; //!< JSON, or the path of a file with JSON
    std::string inputs; //!< x=2x3x8x8:fp32,…
};

//! Adds `library` as a positional argument, --plugin, --plugin-version, --fields, --inputs and --device.
void addPluginOptions(CLI::App& command, PluginOptions& options);
//! Reads files and texts into `run`. Error names the flag.
Status readPluginOptions(PluginOptions& options);

//! Subcommands of `tenon plugin`.
void addPluginList(CLI::App& plugin, Chosen& chosen);
void addPluginCheck(CLI::App& plugin, Chosen& chosen);
void addPluginRun(CLI::App& plugin, Chosen& chosen);
void addPluginTrace(CLI::App& plugin, Chosen& chosen);
void addPluginNew(CLI::App& plugin, Chosen& chosen);

} // namespace tenon::tools
