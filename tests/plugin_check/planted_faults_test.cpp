// Each planted fault is found and rightly named; its twin without the fault has no finding.
#include "programs/processes.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

namespace tenon::testing
{
namespace
{

struct Planted
{
    char const* name;
    char const* interface;
    int level;
    char const* checks; //!< ids, of which one must be told
    char const* library;
};

Planted const kPlanted[]{
#define TENON_FAULT(name, interface, level, check) {#name, #interface, level, check, nullptr},
#include "faults/faults.inc"
#undef TENON_FAULT
    {"IgnoresStream", "Dynamic", 8, "stream", "fault_cuda_host"},
    {"WaitsInEnqueue", "Dynamic", 8, "stream", "fault_cuda_host"},
    {"AllocatesOnDevice", "Dynamic", 8, "no-allocation", "fault_cuda_host"},
    {"LeaksDeviceMemory", "Dynamic", 8, "leaks", "fault_cuda_host"},
};

//! The ids that `tenon plugin check` tells of a plugin, advice left out.
std::set<std::string> findingsOf(std::string const& library, std::string const& plugin)
{
    std::string const report = scratchFile("planted_" + plugin + "_" + library + ".json");
    Finished const finished = runProgram("tenon",
        {"plugin", "check", binaryDir() + "/lib/fixtures/" + library + ".so", "--plugin", plugin, "--format", "json",
            "--output", report, "--time-limit", "15"});
    std::ifstream file(report);
    auto const json = nlohmann::json::parse(
        std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()), nullptr, false);
    std::remove(report.c_str());
    std::set<std::string> ids;
    if (json.is_discarded())
    {
        return {"no report: " + finished.output};
    }
    for (auto const& one : json["plugins"])
    {
        for (auto const& check : one["checks"])
        {
            for (auto const& finding : check["findings"])
            {
                if (!finding["advice"].get<bool>())
                {
                    ids.insert(finding["check"].get<std::string>());
                }
            }
        }
    }
    EXPECT_EQ(finished.status, ids.empty() ? 0 : 1) << plugin << ": the exit status tells whether there are findings\n"
                                                    << finished.output;
    return ids;
}

std::string joined(std::set<std::string> const& ids)
{
    std::string all;
    for (std::string const& id : ids)
    {
        all += (all.empty() ? "" : ", ") + id;
    }
    return all.empty() ? "none" : all;
}

TEST(PlantedFaults, AreFoundAndNamedAndTheirTwinsAreNot)
{
    struct Run
    {
        std::string library, plugin;
        std::set<std::string> wanted; //!< empty: a twin
        std::set<std::string> found;
    };
    std::vector<Run> runs;
    std::set<std::string> twins;
    for (Planted const& planted : kPlanted)
    {
        std::string const library =
            planted.library != nullptr ? planted.library : "fault_plugins" + std::to_string(planted.level);
        std::istringstream ids(planted.checks);
        runs.push_back({library, std::string("Fault_") + planted.name + "_" + planted.interface,
            std::set<std::string>(std::istream_iterator<std::string>(ids), std::istream_iterator<std::string>()), {}});
        if (twins.insert(library + planted.interface).second)
        {
            runs.push_back({library, std::string("Twin_") + planted.interface, {}, {}});
        }
    }
    std::atomic<size_t> next{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < 2; ++i)
    {
        workers.emplace_back([&] {
            for (size_t n = next++; n < runs.size(); n = next++)
            {
                runs[n].found = findingsOf(runs[n].library, runs[n].plugin);
            }
        });
    }
    for (std::thread& worker : workers)
    {
        worker.join();
    }
    int faults = 0, named = 0, correct = 0, clean = 0;
    for (Run const& run : runs)
    {
        if (run.wanted.empty())
        {
            ++correct;
            clean += run.found.empty() ? 1 : 0;
            EXPECT_TRUE(run.found.empty()) << run.library << ", " << run.plugin
                                           << ": expected no finding of a correct plugin, found " << joined(run.found);
            continue;
        }
        ++faults;
        bool right = false;
        for (std::string const& id : run.found)
        {
            right = right || run.wanted.count(id) != 0;
        }
        named += right ? 1 : 0;
        EXPECT_TRUE(right) << run.library << ", " << run.plugin << ": expected a finding of " << joined(run.wanted)
                           << ", found " << joined(run.found);
    }
    std::printf("planted faults: %d of %d found, rightly named; twins without findings: %d of %d\n", named, faults,
        clean, correct);
    EXPECT_GE(faults, 40);
}

} // namespace
} // namespace tenon::testing
