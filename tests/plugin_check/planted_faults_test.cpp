// Each planted fault is found and rightly named; its twin without the fault has no finding.
#include "programs/processes.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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

using ::testing::HasSubstr;

struct Planted
{
    char const* name;
    char const* interface;
    char const* checks; //!< ids, of which one must be told
    std::string library;
};

std::vector<Planted> const& plantedFaults()
{
    static std::vector<Planted> const all{
#define TENON_FAULT(name, interface, level, check) {#name, #interface, check, "fault_plugins" #level},
#include "faults/faults.inc"
#undef TENON_FAULT
    };
    return all;
}

//! Those of plugins that call a CUDA runtime. `onHost`: that show on the CPU alone.
std::vector<Planted> plantedCudaFaults(std::string const& library, bool onHost)
{
    std::vector<Planted> all;
#define TENON_CUDA_FAULT(name, checks, host)                                                                           \
    if (!onHost || (host))                                                                                             \
    {                                                                                                                  \
        all.push_back({#name, "Cuda", checks, library});                                                               \
    }
#include "faults/cuda_faults.inc"
#undef TENON_CUDA_FAULT
    return all;
}

//! The ids that `tenon plugin check` tells of a plugin, advice left out.
std::set<std::string> findingsOf(std::string const& library, std::string const& plugin)
{
    std::string const report = scratchFile("planted_" + plugin + "_" + library + ".json");
    Finished const finished = runProgram("tenon",
        {"plugin", "check", binaryDir() + "/lib/fixtures/" + library + ".so", "--plugin", plugin, "--format", "json",
            "--output", report, "--time-limit", "15", "--jobs", "1"});
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

struct PlantedRun
{
    std::string library, plugin;
    std::set<std::string> wanted; //!< empty: a twin
    std::set<std::string> found;
};

//! Each fault and its twin, and of each library and interface the plain twin.
std::vector<PlantedRun> runsOf(std::vector<Planted> const& faults)
{
    std::vector<PlantedRun> runs;
    std::set<std::string> plain;
    for (Planted const& planted : faults)
    {
        std::istringstream ids(planted.checks);
        std::string const name = std::string(planted.name) + "_" + planted.interface;
        runs.push_back({planted.library, "Fault_" + name,
            std::set<std::string>(std::istream_iterator<std::string>(ids), std::istream_iterator<std::string>()), {}});
        runs.push_back({planted.library, "Twin_" + name, {}, {}});
        if (plain.insert(planted.library + planted.interface).second)
        {
            runs.push_back({planted.library, std::string("Twin_") + planted.interface, {}, {}});
        }
    }
    return runs;
}

//! Checks them, a few at a time, and compares.
void expectFoundAndNamed(std::vector<PlantedRun> runs, unsigned workerCount)
{
    std::atomic<size_t> next{0};
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < workerCount; ++i)
    {
        workers.emplace_back([&] {
            for (size_t n = next++; n < runs.size(); n = next++)
            {
                runs[n].found = findingsOf(runs[n].library, runs[n].plugin);
                std::printf(
                    "%s, %s: %s\n", runs[n].library.c_str(), runs[n].plugin.c_str(), joined(runs[n].found).c_str());
                std::fflush(stdout);
            }
        });
    }
    for (std::thread& worker : workers)
    {
        worker.join();
    }
    int faults = 0, named = 0, correct = 0, clean = 0;
    for (PlantedRun const& run : runs)
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
}

unsigned workersHere()
{
    return std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
}

TEST(PlantedFaults, AreFoundAndNamedAndTheirTwinsAreNot)
{
    std::vector<Planted> all = plantedFaults();
    std::vector<Planted> const host = plantedCudaFaults("fault_cuda_host", true);
    all.insert(all.end(), host.begin(), host.end());
    EXPECT_GE(all.size(), 80U);
    expectFoundAndNamed(runsOf(all), workersHere());
}

TEST(PlantedFaults, UnusualPlugins)
{
    std::vector<PlantedRun> runs;
    for (char const* const right :
        {"Right_ThreeInputs", "Right_HalfOnly", "Right_SlowImages", "Right_NeedsWeights", "Right_Greatest"})
    {
        runs.push_back({"fault_unusual", right, {}, {}});
    }
    runs.push_back({"fault_unusual", "Wrong_KeepsAddress", {"second-inference", "reconfigure"}, {}});
    runs.push_back({"fault_unusual", "Wrong_ConfiguresTwice", {"reconfigure", "call-orders", "second-inference"}, {}});
    runs.push_back({"fault_unusual", "Wrong_AcceptsPacked", {"precision"}, {}});
    expectFoundAndNamed(runs, workersHere());
}

//! What a library with GPU code gets on a machine without a GPU: all that needs no enqueue is checked, and the rest says so.
void expectNotChecked(std::string const& library, std::string const& plugin)
{
    Finished const finished =
        runProgram("tenon", {"plugin", "check", binaryDir() + "/lib/fixtures/" + library + ".so", "--plugin", plugin});
    EXPECT_EQ(finished.status, 0) << finished.output;
    EXPECT_THAT(finished.output, HasSubstr("301 null-handles         not checked: needs a GPU"));
    EXPECT_THAT(finished.output, HasSubstr("314 cuda-graph           not checked: needs a GPU"));
    EXPECT_THAT(finished.output, HasSubstr("401 clone-answers        ok"));
    EXPECT_THAT(finished.output, HasSubstr("505 blob-truncated       "));
    EXPECT_THAT(finished.output, HasSubstr(" 0 with findings"));
}

[[maybe_unused]] bool hasGpu(std::string const& library)
{
    Finished const finished = runProgram("tenon",
        {"plugin", "check", binaryDir() + "/lib/fixtures/" + library + ".so", "--plugin", "Twin_Cuda", "--only",
            "null-handles"});
    return finished.output.find("needs a GPU") == std::string::npos;
}

TEST(PlantedFaults, OfGpuLibrariesWithoutAGpu)
{
    // Compiled by the C++ compiler, with the mark of GPU code in it.
    if (runProgram("tenon", {"plugin", "check", binaryDir() + "/lib/fixtures/fault_gpu_only.so", "--only", "301"})
            .output.find("needs a GPU")
        == std::string::npos)
    {
        GTEST_SKIP() << "this machine has a GPU";
    }
    expectNotChecked("fault_gpu_only", "Twin_GpuOnly");
}

#ifdef TENON_CUDA
TEST(PlantedFaults, OnAGpu)
{
    std::vector<Planted> all;
    for (char const* const library : {"fault_cuda", "fault_cuda_static"})
    {
        if (!hasGpu(library))
        {
            expectNotChecked(library, "Twin_Cuda");
            GTEST_SKIP() << "this machine has no GPU";
        }
        std::vector<Planted> const some = plantedCudaFaults(library, false);
        all.insert(all.end(), some.begin(), some.end());
    }
    // A process's start of CUDA holds up those of others: more at a time take no less.
    expectFoundAndNamed(runsOf(all), 4);
}
#endif

} // namespace
} // namespace tenon::testing
