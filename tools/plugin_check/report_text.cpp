#include "plugin_check/report_text.h"

#include <nlohmann/json.hpp>

namespace tenon::plugin_check
{
namespace
{

using ReportJson = nlohmann::json;

Check const* checkNamed(std::string const& id)
{
    for (Check const& check : allChecks())
    {
        if (id == check.id)
        {
            return &check;
        }
    }
    return nullptr;
}

char const* word(State state)
{
    switch (state)
    {
    case State::kOK: return "ok";
    case State::kFINDING: return "finding";
    case State::kNOT_APPLICABLE: return "not applicable";
    case State::kNOT_CHECKED: return "not checked";
    }
    return "";
}

ReportJson jsonOf(Finding const& finding)
{
    Check const* const check = checkNamed(finding.check);
    return {{"check", finding.check}, {"number", check == nullptr ? 0 : check->number}, {"plugin", finding.object},
        {"method", finding.method}, {"arguments", finding.arguments}, {"expected", finding.expected},
        {"found", finding.found}, {"fix", finding.remedy}, {"stack", finding.stack}, {"printed", finding.printed},
        {"advice", finding.advice}, {"page", pageOf(finding.check)}};
}

std::string dump(ReportJson const& json)
{
    return json.dump(2, ' ', false, ReportJson::error_handler_t::replace) + "\n";
}

std::string escaped(std::string const& text)
{
    std::string all;
    for (char const letter : text)
    {
        switch (letter)
        {
        case '&': all += "&amp;"; break;
        case '<': all += "&lt;"; break;
        case '>': all += "&gt;"; break;
        case '"': all += "&quot;"; break;
        default:
            // XML 1.0 has no control characters.
            all += static_cast<unsigned char>(letter) < 32 && letter != '\n' && letter != '\t' ? '?' : letter;
        }
    }
    return all;
}

//! What is not ASCII is shown, unprintable bytes are not.
std::string printable(std::string const& text)
{
    std::string all;
    for (char const letter : text)
    {
        all += static_cast<unsigned char>(letter) < 32 && letter != '\n' && letter != '\t' ? '?' : letter;
    }
    return all;
}

} // namespace

std::string pageOf(std::string const& checkId)
{
    Check const* const check = checkNamed(checkId);
    return check == nullptr ? "docs/checks/README.md" : fmt::format("docs/checks/{}-{}.md", check->number, check->id);
}

std::string headText(PluginReport const& plugin)
{
    std::string text =
        fmt::format("plugin \"{}\" version \"{}\" (namespace \"{}\")", plugin.name, plugin.version, plugin.space);
    if (!plugin.caseFound)
    {
        return text + fmt::format(" from {}\n", plugin.library);
    }
    text += fmt::format(
        ": {}, API level {}, from {}, on {}\n", plugin.interfaceName, plugin.level, plugin.library, plugin.device);
    text += fmt::format("checked with {}fields {}; inputs {}; outputs {}\n",
        plugin.given.empty() ? "" : plugin.given + ": ", plugin_check::text(plugin.theCase.fields),
        plugin_check::text(plugin.theCase.inputs), plugin_check::text(plugin.theCase.outputs));
    if (plugin.theCase.variants.size() > 1)
    {
        text += "and with inputs";
        for (size_t i = 1; i < plugin.theCase.variants.size(); ++i)
        {
            for (size_t t = 0; t < plugin.theCase.variants[i].size(); ++t)
            {
                text += (t == 0 ? (i == 1 ? " " : "; ") : ", ") + base::toString(plugin.theCase.variants[i][t]);
            }
        }
        text += "\n";
    }
    return text;
}

std::string text(Finding const& finding)
{
    Check const* const check = checkNamed(finding.check);
    std::string all = fmt::format(
        "    {} {} {}\n", finding.advice ? "advice" : "finding", check == nullptr ? 0 : check->number, finding.check);
    auto const line = [&](char const* head, std::string const& value) {
        if (!value.empty())
        {
            all += fmt::format("        {:<11}{}\n", head, printable(value));
        }
    };
    line("plugin:", finding.object);
    line("method:", finding.method);
    line("arguments:", finding.arguments);
    line("expected:", finding.expected);
    line("found:", finding.found);
    line("fix:", finding.remedy);
    for (size_t i = 0; i < finding.stack.size(); ++i)
    {
        line(i == 0 ? "stack:" : "", finding.stack[i]);
    }
    if (!finding.printed.empty())
    {
        std::string last = finding.printed;
        while (!last.empty() && last.back() == '\n')
        {
            last.pop_back();
        }
        size_t const begin = last.size() > 300 ? last.size() - 300 : 0;
        line("printed:", last.substr(begin));
    }
    line("see:", pageOf(finding.check));
    return all;
}

std::string lineText(CheckResult const& result, bool verbose)
{
    std::string all = fmt::format("{} {:<20} {}", result.check->number, result.check->id, word(result.state));
    all += result.note.empty() || result.state == State::kFINDING
        ? ""
        : ": " + (result.note.rfind("not checked: ", 0) == 0 ? result.note.substr(13) : result.note);
    all += verbose ? fmt::format(" ({:.0f} ms)", result.seconds * 1000) : "";
    all += "\n";
    for (Finding const& finding : result.findings)
    {
        all += text(finding);
    }
    return all;
}

std::string tailText(PluginReport const& plugin)
{
    return fmt::format("{} checks: {} ok, {} with findings, {} not applicable, {} not checked; {:.1f} s\n",
        plugin.results.size(), plugin.count(State::kOK), plugin.count(State::kFINDING),
        plugin.count(State::kNOT_APPLICABLE), plugin.count(State::kNOT_CHECKED), plugin.seconds);
}

std::string toJson(Report const& report)
{
    ReportJson plugins = ReportJson::array();
    for (PluginReport const& plugin : report.plugins)
    {
        ReportJson checks = ReportJson::array();
        for (CheckResult const& result : plugin.results)
        {
            ReportJson findings = ReportJson::array();
            for (Finding const& finding : result.findings)
            {
                findings.push_back(jsonOf(finding));
            }
            checks.push_back({{"number", result.check->number}, {"id", result.check->id},
                {"title", result.check->title}, {"result", word(result.state)}, {"note", result.note},
                {"seconds", result.seconds}, {"findings", findings}});
        }
        plugins.push_back({{"name", plugin.name}, {"version", plugin.version}, {"namespace", plugin.space},
            {"interface", plugin.interfaceName}, {"level", plugin.level}, {"library", plugin.library},
            {"device", plugin.device}, {"case", plugin.given}, {"fields", text(plugin.theCase.fields)},
            {"inputs", text(plugin.theCase.inputs)}, {"outputs", text(plugin.theCase.outputs)},
            {"seconds", plugin.seconds}, {"checks", checks}});
    }
    ReportJson load = ReportJson::array();
    for (Finding const& finding : report.findings)
    {
        load.push_back(jsonOf(finding));
    }
    return dump({{"findings", report.findingCount()}, {"load", load}, {"plugins", plugins}});
}

std::string toJunit(Report const& report)
{
    std::string all = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tenon plugin check\">\n";
    if (!report.findings.empty())
    {
        all += fmt::format(
            "  <testsuite name=\"load\" tests=\"1\" failures=\"1\">\n    <testcase name=\"load\" classname=\"tenon\">\n      <failure message=\"{}\">{}</failure>\n    "
            "</testcase>\n  </testsuite>\n",
            escaped(report.findings.front().found), escaped(text(report.findings.front())));
    }
    for (PluginReport const& plugin : report.plugins)
    {
        std::string const suite = plugin.name + (plugin.given.empty() ? "" : ", " + plugin.given);
        all += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
            escaped(suite), plugin.results.size(), plugin.count(State::kFINDING),
            plugin.count(State::kNOT_APPLICABLE) + plugin.count(State::kNOT_CHECKED), plugin.seconds);
        for (CheckResult const& result : plugin.results)
        {
            all += fmt::format("    <testcase name=\"{} {}\" classname=\"{}\" time=\"{:.3f}\">\n", result.check->number,
                result.check->id, escaped(plugin.name), result.seconds);
            if (result.state == State::kNOT_APPLICABLE || result.state == State::kNOT_CHECKED)
            {
                all += fmt::format("      <skipped message=\"{}\"/>\n", escaped(result.note));
            }
            for (Finding const& finding : result.findings)
            {
                all += finding.advice ? fmt::format("      <system-out>{}</system-out>\n", escaped(text(finding)))
                                      : fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                                          escaped(finding.found), escaped(finding.check), escaped(text(finding)));
            }
            all += "    </testcase>\n";
        }
        all += "  </testsuite>\n";
    }
    return all + "</testsuites>\n";
}

std::string toSarif(Report const& report)
{
    ReportJson rules = ReportJson::array(), results = ReportJson::array();
    for (Check const& check : allChecks())
    {
        rules.push_back({{"id", check.id}, {"name", check.id}, {"shortDescription", {{"text", check.title}}},
            {"helpUri", pageOf(check.id)}});
    }
    auto const add = [&](Finding const& finding, std::string const& library) {
        results.push_back({{"ruleId", finding.check}, {"level", finding.advice ? "note" : "error"},
            {"message",
                {{"text",
                    fmt::format("{}: {}: expected {}, found {}; {}", finding.object, finding.method, finding.expected,
                        finding.found, finding.remedy)}}},
            {"locations",
                ReportJson::array({{{"physicalLocation", {{"artifactLocation", {{"uri", library}}}}},
                    {"logicalLocations",
                        ReportJson::array({{{"fullyQualifiedName", finding.method}, {"kind", "function"}}})}}})}});
    };
    for (Finding const& finding : report.findings)
    {
        add(finding, "library");
    }
    for (PluginReport const& plugin : report.plugins)
    {
        for (CheckResult const& result : plugin.results)
        {
            for (Finding const& finding : result.findings)
            {
                add(finding, plugin.library);
            }
        }
    }
    return dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"},
        {"runs",
            ReportJson::array({{{"tool", {{"driver", {{"name", "tenon plugin check"}, {"rules", rules}}}}},
                {"results", results}}})}});
}

} // namespace tenon::plugin_check
