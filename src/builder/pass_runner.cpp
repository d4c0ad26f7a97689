#include "builder/pass.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <unordered_set>

namespace tenon::builder
{
namespace
{

//! The names in TENON_DISABLE_PASS. Error if one is no pass, or one that a plan cannot be had without.
Result<std::unordered_set<std::string>> disabledPasses(std::span<PassEntry const> passes)
{
    std::unordered_set<std::string> names;
    char const* const text = std::getenv("TENON_DISABLE_PASS");
    std::string_view rest = text == nullptr ? "" : text;
    while (!rest.empty())
    {
        size_t const comma = rest.find(',');
        std::string const name(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
        auto const pass =
            std::find_if(passes.begin(), passes.end(), [&](PassEntry const& each) { return name == each.name; });
        if (pass == passes.end() || pass->required)
        {
            std::vector<std::string> optional;
            for (PassEntry const& each : passes)
            {
                if (!each.required)
                {
                    optional.push_back(each.name);
                }
            }
            return base::invalidArgument(
                "TENON_DISABLE_PASS: expected passes that can be switched off ({}), found \"{}\", which {}",
                fmt::join(optional, ", "), name, pass == passes.end() ? "is no pass" : "no plan can be had without");
        }
        names.insert(name);
    }
    return names;
}

void dump(Graph const& network, size_t index, char const* name, base::Log const& log)
{
    char const* const folder = std::getenv("TENON_DUMP_PASSES");
    if (folder == nullptr || *folder == '\0')
    {
        return;
    }
    std::string const path = fmt::format("{}/{:02}_{}.txt", folder, index, name);
    std::ofstream file(path);
    file << network.toText();
    if (!file.flush())
    {
        log.warning("TENON_DUMP_PASSES: expected to write {}, which failed; does the folder exist?", path);
    }
}

//! A graph that nothing was done to is what it was. Builds for debugging look all the same: a pass may do what it does not tell.
#ifdef NDEBUG
constexpr bool kVerifiesAlways = false;
#else
constexpr bool kVerifiesAlways = true;
#endif

Status runPass(PassEntry const& pass, Graph& network, PassContext& context)
{
    auto const start = std::chrono::steady_clock::now();
    uint64_t const before = network.version();
    TENON_ASSIGN(bool const changed, pass.run(network, context).withNote("in pass {}", pass.name));
    if (kVerifiesAlways || changed || network.version() != before)
    {
        TENON_CHECK(network.verify().withNote("after pass {}", pass.name));
    }
    double const milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    context.log().verbose("pass {}: {} in {:.2f} ms, {} operations", pass.name, changed ? "changed" : "nothing to do",
        milliseconds, network.ops().size());
    return {};
}

constexpr char const* kPhase = "Building engine";

//! Runs the passes between the monitor's start and finish.
Status runAll(std::span<PassEntry const> passes, Graph& network, PassContext& context)
{
    Progress const& progress = context.request.progress;
    TENON_ASSIGN(auto const disabled, disabledPasses(passes));
    for (size_t i = 0; i < passes.size(); ++i)
    {
        if (disabled.count(passes[i].name) != 0)
        {
            context.log().info("pass {}: switched off by TENON_DISABLE_PASS", passes[i].name);
        }
        else
        {
            TENON_CHECK(runPass(passes[i], network, context));
            dump(network, i, passes[i].name, context.log());
        }
        if (progress.step && !progress.step(kPhase, static_cast<int32_t>(i)))
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "build: cancelled by the progress monitor after pass {}", passes[i].name);
        }
    }
    return {};
}

} // namespace

Status runPasses(std::span<PassEntry const> passes, Graph& network, PassContext& context)
{
    Progress const& progress = context.request.progress;
    if (progress.start)
    {
        progress.start(kPhase, "", static_cast<int32_t>(passes.size()));
    }
    Status status = runAll(passes, network, context);
    if (progress.finish)
    {
        progress.finish(kPhase);
    }
    return status;
}

std::vector<Tensor*> present(std::vector<Tensor*> const& tensors)
{
    std::vector<Tensor*> there;
    there.reserve(tensors.size());
    std::copy_if(tensors.begin(), tensors.end(), std::back_inserter(there),
        [](Tensor const* tensor) { return tensor != nullptr; });
    return there;
}

graph::KernelRequest requestFor(Op const& op, graph::Candidate const& candidate, PassContext const& context)
{
    graph::KernelRequest request{&context.deviceOf(candidate), candidate, graph::Phase::kBUILD, {}};
    std::vector<Tensor*> const inputs = present(op.inputs);
    for (int32_t p = 0; p < context.ranges->profileCount(); ++p)
    {
        graph::ProfileRanges ranges;
        ranges.inputs.reserve(inputs.size());
        ranges.outputs.reserve(op.outputs.size());
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            ranges.inputs.push_back(context.ranges->range(p, *inputs[i], candidate.inputs[i]));
        }
        for (size_t i = 0; i < op.outputs.size(); ++i)
        {
            ranges.outputs.push_back(context.ranges->range(p, *op.outputs[i], candidate.outputs[i]));
        }
        request.profiles.push_back(std::move(ranges));
    }
    return request;
}

} // namespace tenon::builder
