// Sources of releases 7 and 8, compiled at their level: what they print, and what they compute against PyTorch and ONNX Runtime.
#include "processes.h"

#include "support/covers.h"
#include "support/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace
{

using tenon::testing::Finished;
using tenon::testing::runProgram;
using ::testing::HasSubstr;

class Era : public ::testing::TestWithParam<std::string>
{
protected:
    std::string program(std::string const& name) const { return "program_era_" + name + GetParam(); }
    std::string source(std::string const& path) const { return tenon::testing::sourceDir() + "/" + path; }
    static std::string contents(std::string const& path)
    {
        std::ifstream file(path, std::ios::binary);
        EXPECT_TRUE(file.good()) << path;
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_P(Era, EightPluginsThroughFilesAndASecondProcess)
{
    std::string const file = tenon::testing::scratchFile("era_gallery" + GetParam());
    Finished const built = runProgram(program("gallery"), {"build", file});
    ASSERT_EQ(built.status, 0) << built.output;
    EXPECT_EQ(built.output, "") << "no warning: its plugins keep to the contract";
    Finished const ran = runProgram(program("gallery"), {"run", file});
    std::filesystem::remove(file + ".implicit");
    std::filesystem::remove(file + ".explicit");
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.output,
        "batch 1: dense right, up right\nbatch 2: dense right, up right\nbatch 3: dense right, up right\n"
        "shape 1x1x8: right\nshape 4x6x8: right\nshape 3x2x8: right\n");
}

TEST_P(Era, DetectorFindsTheBoxesThatPyTorchFinds)
{
    std::string const file = tenon::testing::scratchFile("era_detector" + GetParam());
    std::string const data = source("tests/data/era/");
    Finished const built = runProgram(program("detector"), {"-s", data + "weights.wts", file});
    ASSERT_EQ(built.status, 0) << built.output;
    Finished const ran = runProgram(program("detector"), {"-d", file, data + "input.txt"});
    std::filesystem::remove(file);
    ASSERT_EQ(ran.status, 0) << ran.output;
    std::istringstream found(ran.output), expected(contents(data + "expected.txt"));
    double is = 0, should = 0;
    int count = 0;
    for (; expected >> should; ++count)
    {
        ASSERT_TRUE(found >> is) << "number " << count << " of " << ran.output;
        ASSERT_NEAR(is, should, 2e-4 * std::max(1.0, std::fabs(should))) << "number " << count;
    }
    EXPECT_GT(count, 100);
    EXPECT_FALSE(found >> is) << "more boxes than expected";
}

TEST_P(Era, SampleReadsDigitsAsOnnxRuntimeDoes)
{
    TENON_COVERS("IParser::parseFromFile", "IParser::destroy");
    std::string const logits = contents(source("tests/data/digits/expected_logits.npy")).substr(128);
    std::string const labels = contents(source("examples/digits/data/labels.npy")).substr(128);
    size_t right = 0;
    for (size_t n = 0; n < 360; ++n)
    {
        float const* const row = reinterpret_cast<float const*>(logits.data()) + n * 10;
        right += std::max_element(row, row + 10) - row == reinterpret_cast<int32_t const*>(labels.data())[n] ? 1 : 0;
    }
    for (char const* model : {"digits_native.onnx", "digits_lrelu.onnx"})
    {
        std::string const data = source("examples/digits/data/");
        std::string const plan = tenon::testing::scratchFile("era_sample" + GetParam());
        Finished const ran =
            runProgram(program("sample_onnx"), {data + model, data + "scans.npy", data + "labels.npy", plan});
        EXPECT_TRUE(std::filesystem::exists(plan));
        std::filesystem::remove(plan);
        EXPECT_EQ(ran.status, 0);
        EXPECT_THAT(ran.output, HasSubstr(std::to_string(right) + " of 360 right")) << model;
        EXPECT_THAT(ran.output, HasSubstr(" layers timed, 0 errors\n"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Levels, Era, ::testing::Values("7", "8"), [](auto const& level) { return "Level" + level.param; });

} // namespace
