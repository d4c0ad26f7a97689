// examples/my_custom_plugin as its README says: built in one process, run in others, in both batch modes and both precisions.
#include "processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <sstream>

namespace
{

using tenon::testing::Finished;
using tenon::testing::runProgram;
using tenon::testing::scratchFile;
using ::testing::HasSubstr;
using ::testing::Not;

struct Variant
{
    char const* mode;
    char const* precision;
};

class MyCustomPlugin : public ::testing::TestWithParam<Variant>
{
protected:
    void SetUp() override
    {
        file_ = scratchFile(std::string("my_custom_plugin_") + GetParam().mode + GetParam().precision);
    }
    void TearDown() override { std::filesystem::remove(file_); }

    Finished build()
    {
        return runProgram("program_my_custom_plugin_demo", {"build", file_, GetParam().mode, GetParam().precision});
    }
    Finished run(int batch, int height, int width)
    {
        return runProgram("program_my_custom_plugin_demo",
            {"run", file_, std::to_string(batch), std::to_string(height), std::to_string(width)});
    }
    bool half() const { return GetParam().precision == std::string("fp16"); }
    bool implicit() const { return GetParam().mode == std::string("implicit"); }

    std::string file_;
};

//! The methods that the plugin's lines name, in order, those of one object.
std::vector<std::string> callsOf(std::string const& output, std::string const& object)
{
    std::vector<std::string> calls;
    std::istringstream lines(output);
    std::regex const pattern("\\[.\\] " + object + ": ([a-zA-Z]+).*");
    for (std::string line; std::getline(lines, line);)
    {
        std::smatch match;
        if (std::regex_match(line, match, pattern))
        {
            calls.push_back(match[1]);
        }
    }
    return calls;
}

TEST_P(MyCustomPlugin, IsBuiltStoredAndRunByAnotherProcess)
{
    Finished const built = build();
    ASSERT_EQ(built.status, 0) << built.output;
    EXPECT_THAT(built.output, HasSubstr("built " + file_));
    EXPECT_THAT(built.output, Not(HasSubstr("[E]")));
    for (int const batch : {1, 2, 3, 8})
    {
        int const height = implicit() ? 5 : 2 * batch;
        int const width = implicit() ? 7 : 17 - 2 * batch;
        Finished const ran = run(batch, height, width);
        ASSERT_EQ(ran.status, 0) << ran.output;
        std::smatch match;
        ASSERT_TRUE(std::regex_search(
            ran.output, match, std::regex("batch (\\d+) of (\\d+)x(\\d+): largest error ([0-9.e+-]+)")))
            << ran.output;
        double const error = std::atof(match[4].str().c_str());
        EXPECT_LT(error, half() ? 4e-3 : 1e-6) << ran.output;
        if (half())
        {
            EXPECT_GT(error, 1e-6) << "it was computed in half";
        }
        EXPECT_THAT(ran.output, HasSubstr(half() ? "half" : "float"));
    }
}

TEST_P(MyCustomPlugin, IsCalledInTheOrderThatTheReadmeTells)
{
    ASSERT_EQ(build().status, 0);
    Finished const ran = run(2, 5, 7);
    ASSERT_EQ(ran.status, 0);
    std::string const name = implicit() ? "MyCustomPlugin" : "MyCustomPluginDynamic";
    EXPECT_THAT(callsOf(ran.output, name + "Creator #\\d+"), ::testing::Contains("deserializePlugin"));
    // Object 1 belongs to the engine, object 2 to the context.
    std::vector<std::string> const engine = callsOf(ran.output, name + " #1");
    std::vector<std::string> const context = callsOf(ran.output, name + " #2");
    ASSERT_GE(engine.size(), 5U) << ran.output;
    EXPECT_EQ(engine.front(), "made");
    auto const position = [](std::vector<std::string> const& calls, char const* call) {
        return std::find(calls.begin(), calls.end(), call) - calls.begin();
    };
    EXPECT_LT(position(engine, "initialize"), position(engine, "clone"));
    EXPECT_LT(position(engine, "clone"), position(engine, "terminate"));
    EXPECT_LT(position(engine, "terminate"), position(engine, "destroy"));
    EXPECT_EQ(engine.back(), "gone");
    EXPECT_EQ(position(engine, "enqueue"), static_cast<ptrdiff_t>(engine.size())) << "the engine's object is not run";
    EXPECT_EQ(position(context, "initialize"), static_cast<ptrdiff_t>(context.size())) << "a clone is born initialized";
    EXPECT_LT(position(context, "attachToContext"), position(context, "enqueue"));
    EXPECT_LT(position(context, "enqueue"), position(context, "detachFromContext"));
    EXPECT_LT(position(context, "detachFromContext"), position(context, "destroy"));
    EXPECT_EQ(context.back(), "gone");
}

TEST_P(MyCustomPlugin, SaysWhatIsWrongWithADamagedEngine)
{
    ASSERT_EQ(build().status, 0);
    std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 1);
    Finished const ran = run(2, 5, 7);
    EXPECT_EQ(ran.status, 1);
    EXPECT_THAT(ran.output, HasSubstr("[E] "));
    EXPECT_THAT(ran.output, HasSubstr("failed: the file holds no engine that can be loaded"));
}

INSTANTIATE_TEST_SUITE_P(All, MyCustomPlugin,
    ::testing::Values(Variant{"implicit", "fp32"}, Variant{"implicit", "fp16"}, Variant{"explicit", "fp32"},
        Variant{"explicit", "fp16"}),
    [](auto const& info) { return std::string(info.param.mode) + "_" + info.param.precision; });

} // namespace
