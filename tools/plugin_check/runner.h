// Runs the checks over the plugins of a library, each in a process of its own.
#pragma once

#include "plugin_check/case_file.h"
#include "plugin_check/checks.h"

#include "base/result.h"

#include <functional>

namespace tenon::plugin_check
{

struct RunOptions
{
    std::string library; //!< a path; empty: the standard library
    std::string plugin;  //!< empty: all of the library
    std::string version;
    std::string fieldsText;     //!< JSON; empty: searched for
    std::vector<Tensor> inputs; //!< empty: searched for
    std::vector<std::string> inputNames;
    bool typesGiven{false};
    std::vector<GivenCase> cases; //!< of files; plugins without one are searched for one
    std::string reference;
    std::string device;            //!< "cpu", "cuda", "cuda:1"; empty: the CPU where the plugin serves it, else a GPU
    std::vector<std::string> only; //!< ids or numbers of checks; empty: all
    double timeLimitSeconds{20};
    int32_t jobs{1}; //!< checks that run beside each other
};

enum class State
{
    kOK,
    kFINDING,
    kNOT_APPLICABLE,
    kNOT_CHECKED,
};

struct CheckResult
{
    Check const* check{nullptr};
    State state{State::kOK};
    std::string note;
    std::vector<Finding> findings; //!< with advice
    double seconds{0};
};

struct PluginReport
{
    std::string name, version, space, interfaceName, library, device;
    std::string given; //!< the case that was given: `case 2 of "check.json"`; may be empty
    int32_t level{0};
    bool caseFound{false};
    Case theCase;
    std::vector<CheckResult> results;
    double seconds{0};

    size_t count(State state) const;
    size_t findingCount() const;
};

struct Report
{
    std::vector<PluginReport> plugins;
    std::vector<Finding> findings; //!< of loading the library
    size_t findingCount() const;
};

//! Told of each result as it comes.
struct Progress
{
    std::function<void(PluginReport const&)> pluginBegins; //!< its case is known
    std::function<void(PluginReport const&, CheckResult const&)> checked;
    std::function<void(PluginReport const&)> pluginEnds;
};

//! Error for what cannot be used: a plugin that is not in the library, fields that are no JSON, an unknown check.
base::Result<Report> runChecks(RunOptions const& options, Progress const& progress);

//! Registers the standard library and loads one more. Used by child processes. Error has the loader's words.
base::Status loadLibraries(std::string const& library);
//! The creators whose class lies in that file; in the standard library for an empty path.
std::vector<Creator> creatorsOf(std::string const& library);

//! Fields from JSON: {"alpha": 0.5, "weights": [1, 2], "axis": {"type": "int32", "value": 1}}. Types that are not told are those that the creator
//! declares, else float32 for fractions, int32 for whole numbers, char for texts.
//! `flag` is what messages say that the text comes from.
base::Result<Fields> fieldsFromJson(
    std::string const& text, std::vector<DeclaredField> const& declared, std::string const& flag = "--fields");

} // namespace tenon::plugin_check
