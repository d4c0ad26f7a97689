// tenon plugin check: runs the checks of plugin_check/ and reports. Exit status 1 on findings.
#include "plugin_check/report_text.h"
#include "plugin_options.h"

#include <algorithm>
#include <cstdio>
#include <thread>

namespace tenon::tools
{
namespace
{

struct CheckOptions
{
    PluginOptions plugin;
    std::string format{"text"};
    std::string output;
    std::vector<std::string> cases;
    bool verbose{false};
    bool list{false};
};

Status listChecks()
{
    for (plugin_check::Check const& check : plugin_check::allChecks())
    {
        std::printf("%d %-18s %s\n", check.number, check.id, check.title);
    }
    return {};
}

Status writeReport(CheckOptions const& options, std::string const& text)
{
    if (options.output.empty())
    {
        std::fputs(text.c_str(), stdout);
        return {};
    }
    std::FILE* const file = std::fopen(options.output.c_str(), "w");
    bool const written = file != nullptr && std::fputs(text.c_str(), file) >= 0;
    bool const closed = file != nullptr && std::fclose(file) == 0;
    return written && closed ? Status()
                             : Status(base::invalidArgument("--output: \"{}\" cannot be written", options.output));
}

Status check(CheckOptions options)
{
    if (options.list)
    {
        return listChecks();
    }
    TENON_CHECK(readPluginOptions(options.plugin));
    if (!options.cases.empty() && (!options.plugin.fields.empty() || !options.plugin.inputs.empty()))
    {
        return base::invalidArgument(
            "--case: expected without --fields and --inputs, which a case has itself, found both");
    }
    for (std::string const& path : options.cases)
    {
        TENON_ASSIGN(std::vector<plugin_check::GivenCase> const cases, plugin_check::readCases(path));
        options.plugin.run.cases.insert(options.plugin.run.cases.end(), cases.begin(), cases.end());
    }
    bool const asText = options.format == "text";
    std::string whole;
    plugin_check::Progress progress;
    auto const tell = [&](std::string const& text) {
        if (asText && options.output.empty())
        {
            std::fputs(text.c_str(), stdout);
            std::fflush(stdout);
        }
        whole += text;
    };
    progress.pluginBegins = [&](plugin_check::PluginReport const& plugin) { tell(headText(plugin)); };
    progress.checked = [&](plugin_check::PluginReport const&, plugin_check::CheckResult const& result) {
        tell(lineText(result, options.verbose));
    };
    progress.pluginEnds = [&](plugin_check::PluginReport const& plugin) { tell(tailText(plugin)); };
    TENON_ASSIGN(plugin_check::Report const report, plugin_check::runChecks(options.plugin.run, progress));
    for (plugin_check::Finding const& finding : report.findings)
    {
        tell(text(finding));
    }
    if (!asText)
    {
        whole = options.format == "json" ? toJson(report)
            : options.format == "junit"  ? toJunit(report)
                                         : toSarif(report);
    }
    if (!asText || !options.output.empty())
    {
        TENON_CHECK(writeReport(options, whole));
    }
    size_t const count = report.findingCount();
    if (count != 0)
    {
        return base::error(
            base::ErrorCode::kFAILED_EXECUTION, "plugin check: {} finding{}", count, count == 1 ? "" : "s");
    }
    return {};
}

} // namespace

void addPluginCheck(CLI::App& plugin, Chosen& chosen)
{
    auto const options = std::make_shared<CheckOptions>();
    options->plugin.run.jobs = std::clamp(static_cast<int32_t>(std::thread::hardware_concurrency()), 1, 8);
    CLI::App* const command =
        plugin.add_subcommand("check", "Find what is wrong with a plugin; exit status 1 on findings");
    addPluginOptions(*command, options->plugin);
    command->add_option("--case", options->cases,
        "A file of cases, [{\"plugin\": …, \"fields\": {…}, \"inputs\": [{\"shape\": […]}]}]; may be given more than once");
    command->add_option("--reference", options->plugin.run.reference,
        "What it should compute: an .npz with output_0, … (and input_0, …), a .py with reference(*inputs, **fields), or an .onnx of standard operators");
    command->add_option("--format", options->format, "text, json, junit or sarif")
        ->check(CLI::IsMember({"text", "json", "junit", "sarif"}));
    command->add_option("--output", options->output, "Write the report to this file");
    command->add_option("--only", options->plugin.run.only, "Only these checks, by number or id")->delimiter(',');
    command->add_option("--time-limit", options->plugin.run.timeLimitSeconds, "Seconds that one check may take")
        ->check(CLI::Range(0.1, 86400.0));
    command
        ->add_option("--jobs", options->plugin.run.jobs,
            "Checks that run beside each other; as many as there are processors, at most 8, if it is not told")
        ->check(CLI::Range(1, 1024));
    command->add_flag("--list-checks", options->list, "Print the checks and end");
    command->add_flag("--verbose", options->verbose, "Print how long each check took");
    std::string footer = "Checks:\n";
    for (plugin_check::Check const& one : plugin_check::allChecks())
    {
        footer += fmt::format("  {} {:<18} {}\n", one.number, one.id, one.title);
    }
    command->footer(footer);
    command->callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

} // namespace tenon::tools
