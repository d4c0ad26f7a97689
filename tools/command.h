// A subcommand: adds its flags to the command line, and runs. Failures are Results; main prints them and exits with 1.
#pragma once

#include "base/result.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace tenon::tools
{

using base::Result;
using base::Status;

//! Adds a subcommand to `app`; when it was chosen, `chosen` is set to what it does.
using Chosen = std::function<Status()>;

void addBuild(CLI::App& app, Chosen& chosen);
void addRun(CLI::App& app, Chosen& chosen);
void addExplain(CLI::App& app, Chosen& chosen);
void addInspect(CLI::App& app, Chosen& chosen);
void addShow(CLI::App& app, Chosen& chosen);
void addPlugin(CLI::App& app, Chosen& chosen);
void addEnv(CLI::App& app, Chosen& chosen);

} // namespace tenon::tools
