// tenon plugin check over whole libraries, with the cases beside their sources: no finding, nothing left unchecked.
#include "programs/processes.h"
#include "support/paths.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace tenon::testing
{
namespace
{

using LibraryJson = nlohmann::json;

struct ListedPlugin
{
    std::string name, version;
};

//! As `tenon plugin list` prints them. `library` may be empty: the standard plugins.
std::vector<ListedPlugin> pluginsOf(std::string const& library)
{
    std::vector<std::string> arguments{"plugin", "list"};
    if (!library.empty())
    {
        arguments.push_back(library);
    }
    std::istringstream lines(runProgram("tenon", arguments).output);
    std::vector<ListedPlugin> all;
    std::string line;
    while (std::getline(lines, line))
    {
        size_t const begin = line.find(" version \"");
        if (begin != std::string::npos && line[0] != ' ')
        {
            size_t const from = begin + 10;
            all.push_back({line.substr(0, begin), line.substr(from, line.find('"', from) - from)});
        }
    }
    return all;
}

//! What is wrong with one plugin; empty: nothing. `seconds`: what its slowest case took.
std::string checked(
    std::string const& library, ListedPlugin const& plugin, std::string const& device, bool needsCase, double& seconds)
{
    std::string const path = scratchFile("library_" + plugin.name + plugin.version + ".json");
    std::vector<std::string> arguments{"plugin", "check"};
    if (!library.empty())
    {
        arguments.push_back(library);
    }
    for (char const* const one : {"--plugin", plugin.name.c_str(), "--plugin-version", plugin.version.c_str(),
             "--device", device.c_str(), "--jobs", "1", "--format", "json", "--output", path.c_str()})
    {
        arguments.emplace_back(one);
    }
    Finished const finished = runProgram("tenon", arguments);
    std::ifstream file(path);
    auto const json = LibraryJson::parse(
        std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()), nullptr, false);
    std::filesystem::remove(path);
    if (json.is_discarded())
    {
        return "no report: " + finished.output;
    }
    std::string wrong;
    for (auto const& run : json["plugins"])
    {
        std::string const given = run["case"];
        seconds = std::max(seconds, run["seconds"].get<double>());
        if (needsCase && given.empty())
        {
            wrong += "no case: write one into plugins/<its folder>/check.json\n";
        }
        for (auto const& check : run["checks"])
        {
            if (check["result"] == "not checked")
            {
                wrong += given + ": " + check["id"].get<std::string>() + ": " + check["note"].get<std::string>() + "\n";
            }
            for (auto const& finding : check["findings"])
            {
                if (!finding["advice"].get<bool>())
                {
                    wrong += given + ": " + finding.dump(1) + "\n";
                }
            }
        }
    }
    return wrong;
}

void expectNoFindings(
    std::string const& library, std::vector<ListedPlugin> const& plugins, std::string const& device, bool needsCase)
{
    ASSERT_FALSE(plugins.empty()) << library;
    std::vector<std::string> wrong(plugins.size());
    std::vector<double> seconds(plugins.size(), 0.0);
    std::atomic<size_t> next{0};
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 2U, 8U); ++i)
    {
        workers.emplace_back([&] {
            for (size_t n = next++; n < plugins.size(); n = next++)
            {
                wrong[n] = checked(library, plugins[n], device, needsCase, seconds[n]);
            }
        });
    }
    for (std::thread& worker : workers)
    {
        worker.join();
    }
    size_t clean = 0, slowest = 0;
    for (size_t n = 0; n < plugins.size(); ++n)
    {
        clean += wrong[n].empty() ? 1 : 0;
        slowest = seconds[n] > seconds[slowest] ? n : slowest;
        EXPECT_TRUE(wrong[n].empty()) << plugins[n].name << " version " << plugins[n].version << ":\n" << wrong[n];
    }
    std::printf("%zu of %zu plugins without findings; the slowest case: %s, %.1f s\n", clean, plugins.size(),
        plugins[slowest].name.c_str(), seconds[slowest]);
}

TEST(PluginLibraries, StandardPluginsHaveNoFindings)
{
    std::vector<ListedPlugin> const plugins = pluginsOf("");
    EXPECT_GE(plugins.size(), 51U);
    expectNoFindings("", plugins, "cpu", true);
}

//! Found by trying, with nothing told.
TEST(PluginLibraries, ExamplesHaveNoFindings)
{
    for (char const* const name : {"libmy_custom_plugin.so", "libpool_plugin_ext.so",
             "fixtures/example_lrelu_static.so", "fixtures/example_lrelu_dynamic.so"})
    {
        std::string const library = binaryDir() + "/lib/" + name;
        if (std::filesystem::exists(library))
        {
            SCOPED_TRACE(name);
            expectNoFindings(library, pluginsOf(library), "cpu", false);
        }
    }
}

#ifdef TENON_CUDA
TEST(PluginLibraries, StandardPluginsOnAGpu)
{
    double ignored = 0;
    if (checked("", {"LReLU_TRT", "1"}, "cuda", true, ignored).find("needs a GPU") != std::string::npos)
    {
        GTEST_SKIP() << "this machine has no GPU";
    }
    std::vector<ListedPlugin> plugins = pluginsOf("");
    // Tells what passes by: it waits for the values in enqueue, and says that it cannot be captured.
    plugins.erase(std::remove_if(
                      plugins.begin(), plugins.end(), [](ListedPlugin const& one) { return one.name == "DebugPrint"; }),
        plugins.end());
    expectNoFindings("", plugins, "cuda", true);
}
#endif

} // namespace
} // namespace tenon::testing
