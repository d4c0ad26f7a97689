#include "plugins/assert/assert.h"

#include "plugins/common/report.h"
#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

class Heard final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    Heard() { setLoggerFinder(this); }
    ~Heard() override { setLoggerFinder(nullptr); }
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

//! The message of an inference, on [2, 3] unless other dims are given; empty where it succeeds.
std::string messageFor(std::vector<testing::RecordedField> const& fields, std::vector<double> const& values,
    DataType type = DataType::kFLOAT, std::vector<int64_t> const& dims = {2, 3})
{
    testing::RecordedRun const run{
        "Assert", "1", "case", fields, {{"x", true, dims, values}}, {{"y", true, dims, values}}};
    testing::PreparedPlugin prepared(run, type);
    Heard heard;
    EXPECT_TRUE(prepared.ready());
    int32_t const status = prepared.enqueue();
    EXPECT_EQ(status == 0, heard.text.empty()) << heard.text;
    return heard.text;
}

testing::RecordedField number(char const* name, double value)
{
    return {name, PluginFieldType::kFLOAT32, {value}, {}};
}
testing::RecordedField flag(char const* name)
{
    return {name, PluginFieldType::kINT32, {1}, {}};
}

TEST(Assert, IsAnIdentityWhereTheConditionHolds)
{
    testing::expectAllRecorded("shapes.txt", "Assert", "1", 5);
}

TEST(Assert, FailsWithTheFirstPlaceAndTheNumber)
{
    EXPECT_THAT(
        messageFor({number("max", 2), {"message", PluginFieldType::kCHAR, {}, "probabilities"}}, {1, 2, 0, 5, 1, 3}),
        HasSubstr(
            "of layer \"layer\": probabilities: expected values from -inf to 2, found 5 at [1, 0], and 1 more of 6"));
    EXPECT_THAT(messageFor({number("min", 0), number("max", 9)}, {0, 1, -0.5, 3, 4, 9}),
        HasSubstr("found -0.5 at [0, 2], and 0 more"));
    EXPECT_THAT(messageFor({number("min", 0), number("max", 9)}, {0, 1, 2, 3, -0.5, 9}, DataType::kHALF),
        HasSubstr("found -0.5 at [1, 1]"));
    EXPECT_EQ(messageFor({number("min", 0), number("max", 9)}, {0, 1, 2, 3, 4, 9}), "");
}

TEST(Assert, FindsWhatIsWrongWhereverItLies)
{
    constexpr size_t kCount = 100'003;
    std::vector<int64_t> const dims{1, kCount};
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
    {
        std::vector<double> values(kCount, 0.5);
        EXPECT_EQ(messageFor({number("max", 2)}, values, type, dims), "");
        for (size_t const place : {kCount - 1, size_t{99'999}, size_t{1031}, size_t{6}, size_t{0}})
        {
            values[place] = 3;
            EXPECT_THAT(messageFor({number("max", 2)}, values, type, dims),
                HasSubstr("found 3 at [0, " + std::to_string(place) + "]"));
        }
        EXPECT_THAT(messageFor({number("min", 2)}, values, type, dims), HasSubstr("and 99997 more of 100003"));
    }
}

TEST(Assert, KnowsWhatIsNoNumber)
{
    EXPECT_THAT(messageFor({}, {1, NAN, 1, 1, 1, 1}), HasSubstr("found nan at [0, 1]"));
    EXPECT_THAT(messageFor({}, {1, 1, 1, 1, 1, -INFINITY}), HasSubstr("found -inf at [1, 2]"));
    EXPECT_EQ(messageFor({flag("allow_nan"), flag("allow_infinity")}, {1, NAN, 1, 1, 1, -INFINITY}), "");
    EXPECT_THAT(
        messageFor({flag("allow_infinity"), number("min", 0)}, {1, 1, 1, 1, 1, -INFINITY}), HasSubstr("found -inf"));
}

TEST(Assert, WantsAnInterval)
{
    EXPECT_THAT(testing::refusalOf("Assert", "1", {number("min", 2), number("max", 1)}),
        HasSubstr("expected \"min\" to be at most \"max\""));
}

} // namespace
} // namespace tenon::plugins
