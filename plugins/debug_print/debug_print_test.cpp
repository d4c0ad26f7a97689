#include "plugins/debug_print/debug_print.h"

#include "plugins/common/testing/recorded_plugin.h"
#include "plugins/debug_print/summary.h"

#include <gmock/gmock.h>

#include <algorithm>
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

TEST_F(DebugPrintTest, TellsOfLargeTensors)
{
    constexpr size_t kCount = 3'000'003; // more than a GPU takes at a time, and no whole vectors
    std::vector<double> values(kCount, 2.0);
    for (size_t i = 0; i < kCount; i += 2)
    {
        values[i] = -1.0;
    }
    values[kCount - 1] = NAN;
    values[1'500'001] = 64;
    values[7] = -128;
    testing::PreparedPlugin single(runOf({1, kCount}, values), DataType::kFLOAT);
    ASSERT_TRUE(single.ready());
    ASSERT_EQ(single.enqueue(), 0);
    values[kCount - 2] = INFINITY;
    testing::PreparedPlugin half(runOf({1, kCount}, values), DataType::kHALF);
    ASSERT_TRUE(half.ready());
    ASSERT_EQ(half.enqueue(), 0);
    EXPECT_EQ(contentOf(folder_ + "/log"),
        "conv/1 #0: fp32 [1, 3000003] min -128 max 64 mean 0.499977 NaN 1 inf 0 first -1 2 -1\n"
        "conv/1 #0: fp16 [1, 3000003] min -128 max inf mean inf NaN 1 inf 1 first -1 2 -1\n");
}

//! Elements of a tensor of any type, with what is told of them by its definition.
template <typename T>
debug_print::Summary summaryByDefinition(std::vector<T> const& x)
{
    debug_print::Summary s;
    for (T const element : x)
    {
        auto const value = static_cast<double>(element);
        bool const isNan = value != value;
        s.nans += isNan ? 1 : 0;
        s.infinities += std::fabs(value) == INFINITY ? 1 : 0;
        s.numbers += isNan ? 0 : 1;
        s.sum += isNan ? 0.0 : value;
        s.least = !isNan && value < s.least ? value : s.least;
        s.greatest = !isNan && value > s.greatest ? value : s.greatest;
    }
    return s;
}

void expectSame(debug_print::Summary const& found, debug_print::Summary const& expected, size_t count)
{
    EXPECT_EQ(found.least, expected.least);
    EXPECT_EQ(found.greatest, expected.greatest);
    EXPECT_EQ(found.numbers, expected.numbers);
    EXPECT_EQ(found.nans, expected.nans);
    EXPECT_EQ(found.infinities, expected.infinities);
    if (std::isfinite(expected.sum))
    {
        double const largest = std::max(std::fabs(expected.least), std::fabs(expected.greatest));
        double const rounding = std::isfinite(largest) ? 1e-15 * largest : 0.0; // in the order of the sum
        EXPECT_NEAR(found.sum, expected.sum, (1e-9 + rounding) * static_cast<double>(count));
    }
    else
    {
        EXPECT_FALSE(std::isfinite(found.sum));
    }
}

#if TENON_PLUGIN_CUDA
//! x, behind `skipped` elements that are not its own.
template <typename T>
void expectSummaryOnCuda(DataType type, std::vector<T> const& x, size_t skipped, debug_print::Summary const& expected)
{
    SCOPED_TRACE(::testing::Message() << "on a GPU, behind " << skipped << " elements");
    size_t const bytes = x.size() * sizeof(T);
    size_t const before = skipped * sizeof(T);
    auto const firstBytes = static_cast<int32_t>(std::min<size_t>(bytes, 3 * sizeof(T)));
    std::vector<unsigned char> all(before + bytes);
    std::memcpy(all.data() + before, x.data(), bytes);
    testing::DeviceBytes input(all);
    testing::DeviceBytes output(std::vector<unsigned char>(all.size()));
    testing::DeviceBytes blocks(std::vector<unsigned char>(
        static_cast<size_t>(debug_print::blocksOnCuda(static_cast<int64_t>(bytes))) * sizeof(debug_print::Summary)));
    testing::DeviceBytes parts(std::vector<unsigned char>(debug_print::kMostParts * sizeof(debug_print::Summary)));
    testing::DeviceBytes first(std::vector<unsigned char>(static_cast<size_t>(firstBytes)));
    int32_t const count = debug_print::summariseOnCuda(type, static_cast<char*>(input.data()) + before,
        static_cast<char*>(output.data()) + before, static_cast<int64_t>(x.size()),
        static_cast<debug_print::Summary*>(blocks.data()), static_cast<debug_print::Summary*>(parts.data()),
        first.data(), firstBytes, nullptr);
    ASSERT_GE(count, 1);
    std::vector<unsigned char> const found = parts.read();
    debug_print::Summary sum;
    for (int32_t i = 0; i < count; ++i)
    {
        debug_print::Summary part;
        std::memcpy(&part, found.data() + static_cast<size_t>(i) * sizeof part, sizeof part);
        sum.add(part);
    }
    expectSame(sum, expected, x.size());
    EXPECT_EQ(std::memcmp(output.read().data() + before, x.data(), bytes), 0);
    EXPECT_EQ(std::memcmp(first.read().data(), x.data(), static_cast<size_t>(firstBytes)), 0);
    static_cast<void>(blocks.read());
}
#endif

template <typename T>
void expectSummary(DataType type, std::vector<T> const& x)
{
    SCOPED_TRACE(plugin::nameOf(type) + std::string(", elements: ") + std::to_string(x.size()));
    std::vector<T> copy(x.size() + 1, T(77));
    debug_print::Summary const expected = summaryByDefinition(x);
    expectSame(debug_print::summaryOf(type, x.data(), static_cast<int64_t>(x.size()), copy.data()), expected, x.size());
    EXPECT_EQ(std::memcmp(copy.data(), x.data(), x.size() * sizeof(T)), 0);
    EXPECT_EQ(static_cast<double>(copy.back()), 77.0) << "written behind its end";
#if TENON_PLUGIN_CUDA
    for (size_t skipped = 0; skipped < 2 && testing::runsOnCuda(); ++skipped) // 1: vectors are not aligned
    {
        expectSummaryOnCuda(type, x, skipped, expected);
    }
#endif
}

//! Sizes around those of vectors, chunks and pieces.
constexpr size_t kSummarySizes[]{1, 7, 16, 33, 2047, 2049, 65536, 65537, 200003};

template <typename T>
void expectSummariesOf(DataType type)
{
    for (size_t const size : kSummarySizes)
    {
        std::vector<T> x(size);
        for (size_t i = 0; i < size; ++i)
        {
            x[i] = static_cast<T>(static_cast<int64_t>(i * 7919 % 509) - (std::is_signed_v<T> ? 254 : 0));
        }
        expectSummary(type, x);
    }
}

TEST(DebugPrintSummary, EqualsItsDefinitionForFloats)
{
    for (size_t const size : kSummarySizes)
    {
        std::vector<float> x(size);
        std::vector<Half> half(size);
        for (size_t i = 0; i < size; ++i)
        {
            x[i] = static_cast<float>(i * 7919 % 1009) / 64 - 5;
            half[i] = Half(x[i]);
        }
        expectSummary(DataType::kFLOAT, x);
        expectSummary(DataType::kHALF, half);
        for (size_t at : {size_t{0}, size / 2, size - 1}) // in a vector and behind the last one
        {
            for (float const special : {NAN, INFINITY, -INFINITY, 1e30F, -1e30F})
            {
                std::vector<float> changed = x;
                changed[at] = special;
                changed[size / 3] = std::isnan(special) ? special : changed[size / 3];
                expectSummary(DataType::kFLOAT, changed);
            }
        }
        expectSummary(DataType::kFLOAT, std::vector<float>(size, NAN));
    }
    expectSummary(DataType::kFLOAT, std::vector<float>(64, 3e38F)); // the sum of two is too large for fp32
}

TEST(DebugPrintSummary, EqualsItsDefinitionForIntegers)
{
    expectSummariesOf<int32_t>(DataType::kINT32);
    expectSummariesOf<int64_t>(DataType::kINT64);
    expectSummariesOf<int8_t>(DataType::kINT8);
    expectSummariesOf<uint8_t>(DataType::kUINT8);
    expectSummary(DataType::kINT32, std::vector<int32_t>(3000, 2147483647)); // the sum needs more than 32 bits
    expectSummary(DataType::kINT64, std::vector<int64_t>{-(int64_t{1} << 62), int64_t{1} << 62, 5});
}

TEST(DebugPrintSummary, ReadsBfloat16)
{
    std::vector<uint16_t> const bits{0x3F80, 0xC040, 0x7FC0, 0xFF80, 0x4000}; // 1, −3, NaN, −∞, 2
    debug_print::Summary const found = debug_print::summaryOf(DataType::kBF16, bits.data(), 5);
    EXPECT_EQ(found.least, -INFINITY);
    EXPECT_EQ(found.greatest, 2.0);
    EXPECT_EQ(found.nans, 1);
    EXPECT_EQ(found.infinities, 1);
    EXPECT_EQ(found.numbers, 4);
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
