#include "plugins/debug_print/debug_print.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using testing::RecordedRun;

std::string contentOf(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

class DebugPrintTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        folder_ = std::filesystem::temp_directory_path() / ("tenon_debug_print_" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    RecordedRun runOf(std::vector<int64_t> dims, std::vector<double> const& values, std::string const& folder = {})
    {
        RecordedRun run{"DebugPrint", "1", "case",
            {{"label", PluginFieldType::kCHAR, {}, "conv/1"}, {"file", PluginFieldType::kCHAR, {}, folder_ + "/log"},
                {"values", PluginFieldType::kINT32, {3}, {}}},
            {{"x", true, dims, values}}, {{"y", true, dims, values}}};
        if (!folder.empty())
        {
            run.fields.push_back({"folder", PluginFieldType::kCHAR, {}, folder});
        }
        return run;
    }

    std::string folder_;
};

TEST(DebugPrint, IsAnIdentity)
{
    testing::expectAllRecorded("shapes.txt", "DebugPrint", "1", 5);
}

TEST_F(DebugPrintTest, TellsWhatPassesBy)
{
    testing::PreparedPlugin prepared(runOf({2, 3}, {1, -2.5, NAN, 4, INFINITY, 0.5}), DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    ASSERT_EQ(prepared.enqueue(), 0);
    ASSERT_EQ(prepared.enqueue(), 0);
    EXPECT_EQ(contentOf(folder_ + "/log"),
        "conv/1 #0: fp32 [2, 3] min -2.5 max inf mean inf NaN 1 inf 1 first 1 -2.5 nan\n"
        "conv/1 #1: fp32 [2, 3] min -2.5 max inf mean inf NaN 1 inf 1 first 1 -2.5 nan\n");
}

TEST_F(DebugPrintTest, TellsTheMeanInHalfAndOfNothing)
{
    testing::PreparedPlugin half(runOf({4}, {1, 2, 3, 6}), DataType::kHALF);
    ASSERT_EQ(half.enqueue(), 0);
    testing::PreparedPlugin none(runOf({1, 0}, {}), DataType::kFLOAT);
    ASSERT_EQ(none.enqueue(), 0);
    EXPECT_EQ(contentOf(folder_ + "/log"),
        "conv/1 #0: fp16 [4] min 1 max 6 mean 3 NaN 0 inf 0 first 1 2 3\nconv/1 #0: fp32 [1, 0] min 0 max 0 mean 0 NaN 0 inf 0 first\n");
}

TEST_F(DebugPrintTest, SavesForNumpy)
{
    testing::PreparedPlugin prepared(runOf({1, 3}, {1, 2, 3}, folder_), DataType::kFLOAT);
    ASSERT_EQ(prepared.enqueue(), 0);
    std::string const file = contentOf(folder_ + "/conv_1_0.npy");
    ASSERT_EQ(file.size(), 128U + 12U);
    EXPECT_EQ(file.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    EXPECT_EQ(file.substr(10, 59), "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }");
    float values[3]{};
    std::memcpy(values, file.data() + 128, 12);
    EXPECT_EQ(values[2], 3.0F);
}

TEST_F(DebugPrintTest, FailsWhereItCannotWrite)
{
    testing::PreparedPlugin prepared(runOf({1, 3}, {1, 2, 3}, folder_ + "/missing"), DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
}

} // namespace
} // namespace tenon::plugins
