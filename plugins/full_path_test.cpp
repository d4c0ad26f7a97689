// The whole way of a plugin: initLibNvInferPlugins registers it, an ONNX node creates it, the network is built and serialized; a new process
// deserializes the engine and runs it; the outputs are the recorded ones. For each plugin of plugins.inc, on each of its recorded cases.
#include "plugins/common/testing/engine_run.h"
#include "plugins/common/testing/onnx_model.h"
#include "plugins/standard_plugins.h"

#include <NvInferPlugin.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <unistd.h>

namespace tenon::plugins
{
namespace
{

using testing::RecordedRun;

constexpr char const* kFolderVariable = "TENON_FULL_PATH_FOLDER";

//! All cases that have an explicit batch, in each precision that they say: those in fp16 too come twice.
std::vector<RecordedRun> allRuns()
{
    std::vector<RecordedRun> all;
    for (char const* const file : testing::kRecordedFiles)
    {
        for (RecordedRun& run : testing::recordedRuns(file))
        {
            if (run.implicitBatchOnly || run.vectorsOf32)
            {
                continue; // vectors: the same as without, where the format is the builder's choice
            }
            if (run.halfToo && !run.halfOnly && !run.isInt8())
            {
                RecordedRun half = run;
                half.name += "_in_fp16";
                half.halfOnly = true;
                all.push_back(std::move(half));
            }
            all.push_back(std::move(run));
        }
    }
    return all;
}

std::string engineFile(std::string const& folder, size_t index)
{
    return folder + "/" + std::to_string(index) + ".engine";
}

std::string labelFor(RecordedRun const& run)
{
    return run.plugin + " version " + run.version + " case " + run.name;
}

void runEngineFile(RecordedRun const& run, std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream engine;
    engine << file.rdbuf();
    auto const outputs = testing::outputsOf(
        engine.str(), run, [](size_t i) { return "in" + std::to_string(i); },
        [](size_t i) { return "out" + std::to_string(i); });
    ASSERT_EQ(outputs.size(), run.outputs.size());
    for (size_t i = 0; i < run.outputs.size(); ++i)
    {
        SCOPED_TRACE("output " + run.outputs[i].name);
        double const inFloating = run.halfOnly ? run.halfTolerance : run.tolerance;
        double const tolerance = !run.outputs[i].isFloating ? 0.0 : std::max(inFloating, 1.01 * run.outputs[i].scale);
        testing::expectNear(outputs[i], run.outputs[i].values, tolerance, tolerance);
    }
}

TEST(FullPath, ThroughAnOnnxNodeAnEngineFileAndANewProcess)
{
    ASSERT_TRUE(initLibNvInferPlugins(nullptr, ""));
    std::string const folder = std::filesystem::temp_directory_path() / ("tenon_full_path_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::vector<RecordedRun> const runs = allRuns();
    for (size_t i = 0; i < runs.size(); ++i)
    {
        SCOPED_TRACE(labelFor(runs[i]));
        std::ofstream(engineFile(folder, i), std::ios::binary)
            << testing::engineOf(testing::onnxModelOf(runs[i]), runs[i]);
    }
    std::string const self = std::filesystem::read_symlink("/proc/self/exe");
    std::string const command = std::string(kFolderVariable) + "='" + folder + "' GTEST_OUTPUT= '" + self
        + "' --gtest_filter=FullPathInANewProcess.* --gtest_brief=1";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::filesystem::remove_all(folder);
}

TEST(FullPathInANewProcess, EnginesRun)
{
    char const* const folder = std::getenv(kFolderVariable);
    if (folder == nullptr)
    {
        GTEST_SKIP() << "the test FullPath runs this in a process of its own";
    }
    ASSERT_TRUE(initLibNvInferPlugins(nullptr, ""));
    std::vector<RecordedRun> const runs = allRuns();
    for (size_t i = 0; i < runs.size(); ++i)
    {
        SCOPED_TRACE(labelFor(runs[i]));
        runEngineFile(runs[i], engineFile(folder, i));
    }
}

//! The one that needs implicit batch is named: efficient_nms_test.cpp has it.
TEST(FullPath, CoversEveryPluginInEachPrecision)
{
    using Shapes = std::set<std::vector<std::vector<int64_t>>>;
    std::set<std::string> const elsewhere{"EfficientNMS_Implicit_TF_TRT 1"};
    std::map<std::string, Shapes> inFp32;
    std::map<std::string, Shapes> inFp16;
    for (RecordedRun const& run : allRuns())
    {
        std::vector<std::vector<int64_t>> dims;
        for (auto const* const list : {&run.inputs, &run.outputs})
        {
            for (testing::RecordedTensor const& tensor : *list)
                dims.push_back(tensor.dims);
        }
        if (!run.isInt8())
        {
            (run.halfOnly ? inFp16 : inFp32)[run.plugin + " " + run.version].insert(std::move(dims));
        }
    }
    for (StandardCreator const& creator : makeStandardCreators(""))
    {
        std::string const name = creator.name() + " " + creator.version();
        bool const isElsewhere = elsewhere.count(name) != 0;
        EXPECT_TRUE(isElsewhere || inFp32[name].size() >= 5)
            << name << " in fp32: " << inFp32[name].size() << " shapes";
        EXPECT_TRUE(isElsewhere || inFp16[name].size() >= 5)
            << name << " in fp16: " << inFp16[name].size() << " shapes";
    }
}

} // namespace
} // namespace tenon::plugins
