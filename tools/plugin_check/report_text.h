// Reports of checks as text, JSON, JUnit XML and SARIF 2.1.0.
#pragma once

#include "plugin_check/runner.h"

namespace tenon::plugin_check
{

std::string headText(PluginReport const& plugin);
std::string lineText(CheckResult const& result, bool verbose);
std::string tailText(PluginReport const& plugin);
std::string text(Finding const& finding);

std::string toJson(Report const& report);
std::string toJunit(Report const& report);
std::string toSarif(Report const& report);

//! "docs/checks/403-clone-ready.md".
std::string pageOf(std::string const& checkId);

} // namespace tenon::plugin_check
