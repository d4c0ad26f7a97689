#include "plugin_check/runner.h"

#include "plugin_check/call.h"
#include "plugin_check/gpu.h"
#include "plugin_check/hooks.h"
#include "plugin_check/hosted.h"
#include "plugin_check/standard_cases.h"
#include "plugin_check/survey.h"

#include "console.h"
#include "model.h"

#include <tenon/plugin_driver.h>

#include <NvInferPlugin.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <dlfcn.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tenon::plugin_check
{
namespace
{

using base::Result;
using base::Status;

std::string realPath(std::string const& path)
{
    std::error_code ignored;
    std::filesystem::path const real = std::filesystem::canonical(path, ignored);
    return real.empty() ? path : real.string();
}

std::string standardLibrary()
{
    Dl_info info{};
    return dladdr(reinterpret_cast<void const*>(&initLibNvInferPlugins), &info) != 0 && info.dli_fname != nullptr
        ? realPath(info.dli_fname)
        : std::string();
}

std::vector<std::string> linesOf(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    std::string line;
    while (std::getline(stream, line))
    {
        lines.push_back(line);
    }
    return lines;
}

bool startsWith(std::string const& text, std::string_view begin)
{
    return text.rfind(begin, 0) == 0;
}

Finding findingOf(Misdeed const& misdeed, std::string const& check, std::string const& object)
{
    Finding finding;
    finding.check = check;
    finding.object = object;
    finding.method = misdeed.method;
    finding.arguments = misdeed.arguments;
    finding.expected = misdeed.expected;
    finding.found = withException(misdeed.found);
    finding.remedy = misdeed.remedy;
    return finding;
}

Finding findingOf(Thrown const& thrown)
{
    Finding finding;
    finding.check = "no-throw";
    finding.object = thrown.object;
    finding.method = thrown.method;
    finding.arguments = thrown.arguments;
    finding.expected = "to return";
    finding.found = "it threw " + thrown.what;
    finding.remedy =
        "catch inside the method what your code and the standard library throw; return null, false or a code";
    return finding;
}

//! Which check a process that ended in `check` belongs to: the bad address says more than the check that was running.
std::string checkOf(Ending const& ending, std::string const& check)
{
    if (ending.kind == EndKind::kTERMINATE && !ending.thrown.empty())
    {
        return "no-throw";
    }
    if (ending.inCall && ending.method == "clone" && check.rfind("clone", 0) != 0)
    {
        return "clone-answers";
    }
    bool const isEnd = ending.method == "destroy" || ending.method == "terminate" || ending.method == "destructor"
        || ending.method == "detachFromContext";
    if (ending.inCall && isEnd && check != "clone-independent")
    {
        return "life";
    }
    bool const inInference = ending.method == "enqueue" && ending.kind == EndKind::kSIGNAL;
    auto const has = [&](char const* words) { return ending.place.find(words) != std::string::npos; };
    if (inInference && (has("past the end of output") || has("before the beginning of output")))
    {
        return "output-overrun";
    }
    if (inInference && (has("past the end of input") || has("before the beginning of input")))
    {
        return has("writing") ? "output-overrun" : "input-overread";
    }
    if (inInference && has("of the workspace"))
    {
        return "workspace";
    }
    return check;
}

char const* const kOverreadRemedy = "check the index arithmetic of that loop";

Finding findingOf(
    Ending const& ending, std::string const& check, std::string const& title, std::string const& remedy = {})
{
    Finding finding;
    finding.check = checkOf(ending, check);
    finding.object = ending.object;
    finding.method = ending.method;
    finding.arguments = ending.arguments;
    finding.expected = "to return: " + title;
    finding.found = ending.inCall ? ending.text() : ending.text() + ", after that call had returned";
    finding.stack = ending.stack;
    finding.printed = ending.printed;
    switch (ending.kind)
    {
    case EndKind::kTERMINATE:
        finding.remedy =
            "catch inside the method what your code and the standard library throw; return null, false or a code";
        break;
    case EndKind::kEXIT: finding.remedy = "return a code or null instead of ending the user's process"; break;
    case EndKind::kTIME_LIMIT: finding.remedy = "look at the stack: where it waits or loops"; break;
    default:
        finding.remedy = ending.place.find("null pointer") != std::string::npos
            ? "look at the stack: a pointer that was never set, or not copied, is followed there"
            : ending.place.find("the end of") != std::string::npos
            ? kOverreadRemedy
            : "look at the stack; -g gives lines, -fsanitize=address more";
        // Of a crash in the check's own circumstances the cause is most often what the check is about.
        finding.remedy =
            finding.check == check && !remedy.empty() ? remedy + " (" + finding.remedy + ")" : finding.remedy;
    }
    return finding;
}

//! Runs a check in a child process; an exception of it is a finding as well.
void runOne(Check const& check, Bench& bench, std::function<void(Finding)> const& report, Emit const& emit)
{
    try
    {
        check.run(bench);
    }
    catch (NotApplicable const& reason)
    {
        emit("N " + reason.why);
    }
    catch (Misdeed const& misdeed)
    {
        bool const cloneFails = misdeed.method == "clone" && std::string(check.id).rfind("clone", 0) != 0;
        bool const loadFails = misdeed.method == "deserializePlugin" && std::string(check.id).rfind("blob", 0) != 0;
        report(findingOf(misdeed,
            cloneFails      ? "clone-answers"
                : loadFails ? "blob-identity"
                            : check.id,
            bench.creator.label()));
    }
    catch (Thrown const& thrown)
    {
        report(findingOf(thrown));
    }
    catch (std::exception const& exception)
    {
        emit("N the bench itself failed: " + std::string(exception.what()));
    }
}

struct Listed
{
    std::string name, version, space;
};

//! Of this process: at most half of the machine's memory. A plugin that believes a length that a flipped bit made should hear that there is none, and not
//! take what other programs need.
void limitMemory()
{
    auto const page = static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
    auto const bytes = static_cast<rlim_t>(sysconf(_SC_PHYS_PAGES)) * page;
    rlim_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
    std::ifstream("/proc/self/statm") >> size >> resident >> shared >> text >> library >> data;
    if (data * page > bytes / 4)
    {
        return; // a sanitizer has mapped more than there is
    }
    rlimit limit{};
    if (getrlimit(RLIMIT_DATA, &limit) == 0)
    {
        limit.rlim_cur = std::min(limit.rlim_cur, bytes / 2);
        setrlimit(RLIMIT_DATA, &limit);
    }
}

class Runner
{
public:
    Runner(RunOptions const& options, Progress const& progress)
        : options_(withAbsolutePaths(options))
        , progress_(progress)
        , cases_(options.cases)
    {
    }

    Result<Report> run()
    {
        for (std::string const& wanted : options_.only)
        {
            auto const all = allChecks();
            if (std::none_of(all.begin(), all.end(),
                    [&](Check const& check) { return wanted == check.id || wanted == std::to_string(check.number); }))
            {
                return base::invalidArgument(
                    "--only: expected ids or numbers of checks, as --list-checks prints them, found \"{}\"", wanted);
            }
        }
        bool const areStandard = options_.library.empty() || realPath(options_.library) == standardLibrary();
        if (areStandard && cases_.empty() && options_.fieldsText.empty() && options_.inputs.empty())
        {
            TENON_ASSIGN(cases_, standardCases());
        }
        TENON_ASSIGN(std::vector<Listed> const listed, inventory());
        TENON_CHECK(casesAreOfTheseAll());
        for (Listed const& one : listed)
        {
            bool given = false;
            for (GivenCase const& candidate : cases_)
            {
                if (isOf(candidate, one))
                {
                    given = true;
                    TENON_CHECK(checkPlugin(one, &candidate));
                }
            }
            if (!given)
            {
                TENON_CHECK(checkPlugin(one, nullptr));
            }
        }
        return report_;
    }

private:
    static bool isOf(GivenCase const& given, Listed const& listed)
    {
        return (given.plugin.empty() || given.plugin == listed.name)
            && (given.version.empty() || given.version == listed.version);
    }

    //! A case for a plugin that is not there is a mistake.
    Status casesAreOfTheseAll() const
    {
        for (GivenCase const& given : cases_)
        {
            if (std::none_of(all_.begin(), all_.end(), [&](Listed const& one) { return isOf(given, one); }))
            {
                std::string known;
                for (Listed const& one : all_)
                {
                    known += (known.empty() ? "" : ", ") + fmt::format("\"{}\" version \"{}\"", one.name, one.version);
                }
                return base::invalidArgument("--case: {}: expected one of the library's plugins ({}), found \"{}\"{}",
                    given.label(), known, given.plugin,
                    given.version.empty() ? "" : " version \"" + given.version + "\"");
            }
        }
        return {};
    }

    //! Children may work in another directory.
    static RunOptions withAbsolutePaths(RunOptions options)
    {
        for (std::string* const path : {&options.library, &options.reference})
        {
            std::error_code problem;
            if (!path->empty() && !isHosted(*path) && std::filesystem::exists(*path, problem))
            {
                *path = std::filesystem::absolute(*path).string();
            }
        }
        return options;
    }

    Result<std::vector<Listed>> inventory()
    {
        Ending const ending = runIsolated(options_.timeLimitSeconds, [&](Emit const& emit) {
            Status const loaded = loadLibraries(options_.library);
            if (!loaded.ok())
            {
                emit("E " + loaded.error().message);
                return;
            }
            for (Creator& creator : creatorsOf(options_.library))
            {
                auto const orEmpty = [](char const* text) {
                    return std::string(text == nullptr ? "" : text, text == nullptr ? 0 : strnlen(text, 1024));
                };
                emit(fmt::format(
                    "C {}\t{}\t{}", orEmpty(creator.name()), orEmpty(creator.version()), orEmpty(creator.space())));
            }
        });
        std::vector<Listed> all;
        for (std::string const& line : linesOf(ending.payload))
        {
            if (startsWith(line, "E "))
            {
                return base::invalidArgument("{}", line.substr(2));
            }
            size_t const first = line.find('\t');
            size_t const second = line.find('\t', first + 1);
            all.push_back(
                {line.substr(2, first - 2), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
        }
        if (!ending.finished())
        {
            report_.findings.push_back(
                findingOf(ending, "creator-names", "the library loads and its creators say their names"));
            return all;
        }
        all_ = all;
        std::vector<Listed> chosen;
        for (Listed const& one : all)
        {
            if ((options_.plugin.empty() || one.name == options_.plugin)
                && (options_.version.empty() || one.version == options_.version))
            {
                chosen.push_back(one);
            }
        }
        if (chosen.empty())
        {
            std::string known;
            for (Listed const& one : all)
            {
                known += (known.empty() ? "" : ", ") + fmt::format("\"{}\" version \"{}\"", one.name, one.version);
            }
            std::string const library = options_.library.empty() ? "the standard library" : options_.library;
            return options_.plugin.empty()
                ? base::invalidArgument(
                    "{}: expected a library that registers plugins, found none in it; does it use REGISTER_TENSORRT_PLUGIN or export getCreators?",
                    library)
                : base::invalidArgument("--plugin: expected one of the plugins of {} ({}), found \"{}\"{}", library,
                    known.empty() ? "none" : known, options_.plugin,
                    options_.version.empty() ? "" : " version \"" + options_.version + "\"");
        }
        return chosen;
    }

    static std::optional<Creator> find(std::string const& library, Listed const& listed)
    {
        for (Creator& creator : creatorsOf(library))
        {
            char const* const name = creator.name();
            char const* const version = creator.version();
            char const* const space = creator.space();
            if (listed.name == (name == nullptr ? "" : name) && listed.version == (version == nullptr ? "" : version)
                && listed.space == (space == nullptr ? "" : space))
            {
                return creator;
            }
        }
        return std::nullopt;
    }

    //! Where enqueue runs. In a child: it loads GPU libraries.
    static void chooseDevice(std::string const& wanted, Creator& creator, Subject& subject)
    {
        uint32_t devices = TENON_PLUGIN_ON_CPU;
        if (tenonTraitsOfPlugin != nullptr)
        {
            TenonPluginTraits traits{};
            tenonTraitsOfPlugin(creator.name(), creator.version(), creator.anchor(), &traits);
            devices = traits.devices;
        }
        bool const onCpu = (devices & TENON_PLUGIN_ON_CPU) != 0;
        bool const wantsGpu = startsWith(wanted, "cuda") || (wanted.empty() && !onCpu);
        if (!wantsGpu)
        {
            subject.device = "cpu";
            subject.canEnqueue = onCpu;
            subject.whyNotEnqueue = onCpu ? "" : "the plugin does not serve the CPU";
            return;
        }
        subject.device = wanted.empty() || wanted == "cuda" ? "cuda:0" : wanted;
        std::string const problem = gpuProblem();
        bool const onGpu = (devices & TENON_PLUGIN_ON_CUDA) != 0;
        subject.canEnqueue = problem.empty() && onGpu;
        subject.whyNotEnqueue = !onGpu ? "the plugin does not serve GPUs"
            : problem.empty()          ? ""
                                       : "needs a GPU (" + problem + ")";
    }

    Status checkPlugin(Listed const& listed, GivenCase const* given)
    {
        auto const start = std::chrono::steady_clock::now();
        PluginReport report;
        report.name = listed.name;
        report.version = listed.version;
        report.space = listed.space;
        Subject subject;
        subject.library = options_.library;
        subject.plugin = listed.name;
        subject.version = listed.version;
        subject.space = listed.space;
        subject.inputs = options_.inputs;
        subject.inputNames = options_.inputNames;
        subject.typesGiven = options_.typesGiven;
        subject.reference = options_.reference;
        std::string fieldsText = options_.fieldsText, otherFieldsText;
        if (given != nullptr)
        {
            report.given = given->label();
            fieldsText = given->fieldsText;
            otherFieldsText = given->otherFieldsText;
            subject.inputs = given->inputs;
            subject.inputNames = given->inputNames;
            subject.inputValues = given->values;
            subject.typesGiven = given->typesGiven;
            subject.shapes = given->shapes;
            subject.shapesGiven = given->shapesGiven;
        }
        std::optional<ScratchFolder> scratch;
        if (fieldsText.empty())
        {
            subject.scratch = &scratch.emplace();
        }
        std::vector<Finding> surveyFindings;
        std::string note;
        Ending const ending = runIsolated(120, [&](Emit const& emit) {
            if (!loadLibraries(options_.library).ok())
            {
                return;
            }
            auto creator = find(options_.library, listed);
            if (!creator)
            {
                return;
            }
            if (scratch)
            {
                scratch->enter();
            }
            Subject own = subject;
            emit("L " + creator->library());
            chooseDevice(options_.device, *creator, own);
            emit(fmt::format("D {}\t{}\t{}", own.device, own.canEnqueue ? 1 : 0, own.whyNotEnqueue));
            std::string const flag = given == nullptr ? "--fields" : "--case: " + given->label() + ", \"fields\"";
            for (std::string const* const text : {&fieldsText, &otherFieldsText})
            {
                if (text->empty())
                {
                    continue;
                }
                auto fields = fieldsFromJson(*text, creator->declared(), flag);
                if (!fields.ok())
                {
                    emit("E " + fields.error().message);
                    return;
                }
                (text == &fieldsText ? own.fields : own.otherFields) = *fields;
                own.fieldsGiven = true;
            }
            Survey const found = survey(own, *creator);
            for (Finding const& finding : found.findings)
            {
                emit("F " + toLine(finding));
            }
            emit("T " + found.note);
            if (found.found)
            {
                emit("C " + toLine(found.theCase));
                std::string problem;
                setCallDevice(own.calledOn());
                auto const plugin = creator->create(found.theCase.fields, problem);
                emit(fmt::format("I {}\t{}", plugin->level(), name(plugin->kind())));
            }
        });
        for (std::string const& line : linesOf(ending.payload))
        {
            std::string const rest = line.substr(2);
            size_t const tab = rest.find('\t');
            switch (line.at(0))
            {
            case 'E': return base::invalidArgument("{}", rest);
            case 'L': report.library = rest; break;
            case 'T': note = rest; break;
            case 'F': surveyFindings.push_back(findingFromLine(rest)); break;
            case 'C':
                report.theCase = caseFromLine(rest);
                report.caseFound = true;
                break;
            case 'I':
                report.level = std::stoi(rest);
                report.interfaceName = rest.substr(tab + 1);
                break;
            case 'D':
            {
                size_t const second = rest.find('\t', tab + 1);
                subject.device = rest.substr(0, tab);
                subject.canEnqueue = rest.at(tab + 1) == '1';
                subject.whyNotEnqueue = rest.substr(second + 1);
                report.device = subject.device;
                break;
            }
            default: break;
            }
        }
        if (!ending.finished())
        {
            surveyFindings.push_back(findingOf(ending, "fields-missing", "the plugin is made and asked"));
        }
        if (progress_.pluginBegins)
        {
            progress_.pluginBegins(report);
        }
        std::vector<Check const*> chosen;
        for (Check const& check : allChecks())
        {
            if (options_.only.empty()
                || std::any_of(options_.only.begin(), options_.only.end(), [&](std::string const& wanted) {
                       return wanted == check.id || wanted == std::to_string(check.number);
                   }))
            {
                chosen.push_back(&check);
            }
        }
        // Some run before their turn. What a finding changes for those after it is kept simple: they start anew.
        std::deque<std::optional<IsolatedRun>> ahead;
        std::map<Check const*, Ending> ended;
        bool const onGpu = subject.calledOn() != "cpu";
        for (size_t turn = 0; turn < chosen.size(); ++turn)
        {
            Check const& check = *chosen[turn];
            std::span<Check const* const> const left = std::span(chosen).subspan(turn);
            CheckResult result;
            if (!onGpu)
            {
                startAhead(left, report, subject, listed, given, ahead);
            }
            if (auto const told = withoutRun(check, report, subject, given, surveyFindings, note))
            {
                result = *told;
            }
            else if (onGpu)
            {
                if (ended.count(&check) == 0)
                {
                    ended = runTogether(left, report, subject, listed, given);
                }
                result = conclude(check, report, ended.at(&check));
            }
            else
            {
                result = conclude(check, report, ahead.front()->wait());
            }
            if (!onGpu)
            {
                ahead.pop_front();
            }
            report.results.push_back(result);
            if (progress_.checked)
            {
                progress_.checked(report, result);
            }
            if (result.state == State::kFINDING)
            {
                ahead.clear();
                ended.clear();
            }
        }
        report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (progress_.pluginEnds)
        {
            progress_.pluginEnds(report);
        }
        report_.plugins.push_back(std::move(report));
        return {};
    }

    static bool wasFound(PluginReport const& report, std::string const& id)
    {
        for (CheckResult const& earlier : report.results)
        {
            for (Finding const& finding : earlier.findings)
            {
                if (!finding.advice && finding.check == id)
                {
                    return true;
                }
            }
        }
        return false;
    }

    static bool madeMoot(Check const& check, PluginReport const& report, std::string& by)
    {
        std::istringstream ids(check.after);
        std::string id;
        while (ids >> id)
        {
            if (wasFound(report, id))
            {
                by = id;
                return true;
            }
        }
        return false;
    }

    //! Starts the first of `checks` and, as far as there are jobs, those that follow it.
    void startAhead(std::span<Check const* const> checks, PluginReport const& report, Subject const& subject,
        Listed const& listed, GivenCase const* given, std::deque<std::optional<IsolatedRun>>& ahead) const
    {
        auto running = std::count_if(ahead.begin(), ahead.end(), [](auto const& one) { return one.has_value(); });
        while (ahead.size() < checks.size() && (ahead.empty() || running < options_.jobs))
        {
            Check const& check = *checks[ahead.size()];
            ahead.emplace_back();
            if (!withoutRun(check, report, subject, given, {}, {}))
            {
                ahead.back().emplace(options_.timeLimitSeconds,
                    [&](Emit const& emit) { runInChild({&check}, report, subject, listed, emit); });
                ++running;
            }
        }
    }

    //! The first of `checks` and those that follow it, one after the other in one process, until one has a finding: most of the time of a check on a GPU
    //! is the start of CUDA. How each ended; of the first at least.
    std::map<Check const*, Ending> runTogether(std::span<Check const* const> checks, PluginReport const& report,
        Subject const& subject, Listed const& listed, GivenCase const* given) const
    {
        std::vector<Check const*> members;
        for (Check const* const check : checks)
        {
            if (!withoutRun(*check, report, subject, given, {}, {}))
            {
                members.push_back(check);
            }
        }
        IsolatedRun run(
            options_.timeLimitSeconds, [&](Emit const& emit) { runInChild(members, report, subject, listed, emit); });
        Ending whole = run.wait("E ");
        std::map<Check const*, Ending> ended;
        size_t at = 0;
        std::string own;
        for (std::string const& line : linesOf(whole.payload))
        {
            if (startsWith(line, "E "))
            {
                Ending& one = ended[members[at++]];
                one.payload = std::exchange(own, {});
                one.seconds = std::stod(line.substr(2));
                continue;
            }
            own += line + "\n";
        }
        if (!whole.finished() || ended.empty())
        {
            // What was said last is of the one that did not come to its end.
            whole.payload = own;
            ended[members[std::min(at, members.size() - 1)]] = whole;
        }
        return ended;
    }

    //! The result of a check that needs no process to know it; nothing if it has to run.
    std::optional<CheckResult> withoutRun(Check const& check, PluginReport const& report, Subject const& subject,
        GivenCase const* given, std::vector<Finding> const& surveyFindings, std::string const& note) const
    {
        CheckResult result;
        result.check = &check;
        if (given != nullptr)
        {
            auto const skipped = given->skip.find(check.id);
            if (skipped != given->skip.end())
            {
                result.state = State::kNOT_APPLICABLE;
                result.note = skipped->second + " (" + given->label() + ")";
                return result;
            }
        }
        std::string by;
        bool const needsObject = check.needs != Needs::kCREATOR;
        if (needsObject && !report.caseFound)
        {
            // Told once, where the first object is needed.
            bool const told = std::any_of(report.results.begin(), report.results.end(),
                [](CheckResult const& one) { return !one.findings.empty() || !one.note.empty(); });
            bool const needsGpu = !subject.canEnqueue;
            result.state = State::kNOT_CHECKED;
            result.note = needsGpu ? "not checked: " + subject.whyNotEnqueue : "no legal case was found; " + note;
            if (!told && !needsGpu && !surveyFindings.empty())
            {
                result.state = State::kFINDING;
                result.findings = surveyFindings;
                for (Finding& finding : result.findings)
                {
                    finding.check = finding.check.empty() ? check.id : finding.check;
                }
            }
            return result;
        }
        if (check.needs == Needs::kENQUEUE && !subject.canEnqueue)
        {
            result.state = State::kNOT_CHECKED;
            result.note = "not checked: " + subject.whyNotEnqueue;
            return result;
        }
        if (check.needs == Needs::kGPU && (!subject.canEnqueue || !startsWith(subject.device, "cuda")))
        {
            result.state = subject.canEnqueue ? State::kNOT_APPLICABLE : State::kNOT_CHECKED;
            result.note =
                subject.canEnqueue ? "the plugin runs on the CPU here" : "not checked: " + subject.whyNotEnqueue;
            return result;
        }
        if (madeMoot(check, report, by))
        {
            result.state = State::kNOT_APPLICABLE;
            result.note = "the finding of " + by + " comes first";
            return result;
        }
        return std::nullopt;
    }

    //! "F " a finding, "N " not applicable, "E " the end of a check and its seconds. Until one has a finding.
    void runInChild(std::vector<Check const*> const& checks, PluginReport const& report, Subject const& subject,
        Listed const& listed, Emit const& emit) const
    {
        auto const loaded = loadLibraries(options_.library);
        auto creator = loaded.ok() ? find(options_.library, listed) : std::nullopt;
        if (!creator)
        {
            emit("N the library did not load a second time");
            return;
        }
        if (subject.scratch != nullptr)
        {
            subject.scratch->enter();
        }
        setCallDevice(subject.calledOn());
        if (callDevice() == "cpu")
        {
            limitMemory(); // CUDA maps more than there is
        }
        std::string ignored;
        if (checks.size() > 1)
        {
            // Before the first of them makes the library call its CUDA runtime.
            watchLibrary(creator->anchor(), ignored);
        }
        for (Check const* const check : checks)
        {
            auto const start = std::chrono::steady_clock::now();
            bool found = false;
            std::function<void(Finding)> const tell = [&](Finding finding) {
                finding.check = finding.check.empty() ? check->id : finding.check;
                found = found || !finding.advice;
                emit("F " + toLine(finding));
            };
            Bench bench(subject, report.theCase, *creator, tell);
            bench.cloneIsBad = wasFound(report, "clone-answers") && std::string(check->id) != "clone-answers";
            runOne(*check, bench, tell, emit);
            emit(fmt::format("E {}", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
            if (found)
            {
                return;
            }
            // As the next one expects it.
            setDestroysObjects(false);
            setHeapPattern(-1);
            mallopt(M_PERTURB, 0);
        }
    }

    static CheckResult conclude(Check const& check, PluginReport const& report, Ending const& ending)
    {
        CheckResult result;
        result.check = &check;
        result.seconds = ending.seconds;
        for (std::string const& line : linesOf(ending.payload))
        {
            if (startsWith(line, "F "))
            {
                result.findings.push_back(findingFromLine(line.substr(2)));
            }
            else if (startsWith(line, "N "))
            {
                result.state = State::kNOT_APPLICABLE;
                result.note = line.substr(2);
            }
        }
        if (!ending.finished())
        {
            result.findings.push_back(findingOf(ending, check.id, check.title, check.remedy));
        }
        // One fault is told once, by the check that names it best.
        std::string told;
        auto const repeated =
            std::remove_if(result.findings.begin(), result.findings.end(), [&](Finding const& finding) {
                bool const again = !finding.advice && finding.check != check.id && wasFound(report, finding.check);
                told = again ? finding.check : told;
                return again;
            });
        if (repeated != result.findings.end())
        {
            result.state = State::kNOT_APPLICABLE;
            result.note = "the finding of " + told + " comes first";
            result.findings.erase(repeated, result.findings.end());
        }
        bool const any = std::any_of(
            result.findings.begin(), result.findings.end(), [](Finding const& finding) { return !finding.advice; });
        result.state = any ? State::kFINDING : result.state;
        return result;
    }

    RunOptions const options_;
    Progress const& progress_;
    std::vector<GivenCase> cases_; //!< those of the standard plugins, where nothing was given for them
    Report report_;
    std::vector<Listed> all_;
};

} // namespace

size_t PluginReport::count(State state) const
{
    return static_cast<size_t>(
        std::count_if(results.begin(), results.end(), [&](CheckResult const& one) { return one.state == state; }));
}

size_t PluginReport::findingCount() const
{
    size_t count = 0;
    for (CheckResult const& result : results)
    {
        count += static_cast<size_t>(std::count_if(
            result.findings.begin(), result.findings.end(), [](Finding const& one) { return !one.advice; }));
    }
    return count;
}

size_t Report::findingCount() const
{
    size_t count = findings.size();
    for (PluginReport const& plugin : plugins)
    {
        count += plugin.findingCount();
    }
    return count;
}

Status loadLibraries(std::string const& library)
{
    static tools::ConsoleLogger logger(false);
    bool const standard = library.empty() || isHosted(library) || realPath(library) == standardLibrary();
    return tools::loadPlugins(standard ? std::vector<std::string>() : std::vector<std::string>{library}, logger);
}

std::vector<Creator> creatorsOf(std::string const& library)
{
    std::string const wanted = library.empty() ? standardLibrary() : realPath(library);
    std::vector<Creator> chosen;
    if (isHosted(library))
    {
        for (nvinfer1::IPluginCreatorInterface* const one : hosted().creators)
        {
            chosen.emplace_back(*one);
        }
        return chosen;
    }
    for (Creator& creator : allCreators())
    {
        if (creator.known() && realPath(creator.library()) == wanted)
        {
            chosen.push_back(creator);
        }
    }
    return chosen;
}

Result<Report> runChecks(RunOptions const& options, Progress const& progress)
{
    return Runner(options, progress).run();
}

} // namespace tenon::plugin_check
