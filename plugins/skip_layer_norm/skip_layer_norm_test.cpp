#include "plugins/skip_layer_norm/skip_layer_norm.h"

#include "plugins/common/report.h"
#include "plugins/common/testing/plugin_run.h"
#include "plugins/common/testing/recorded_cases.h"
#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <random>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;
using testing::expectNear;

plugin::Weights weightsOf(std::vector<double> const& values)
{
    std::vector<float> const floats(values.begin(), values.end());
    return floats.empty()
        ? plugin::Weights()
        : plugin::Weights(PluginFieldType::kFLOAT32, static_cast<int64_t>(floats.size()), floats.data());
}

SkipLayerNorm pluginWith(DataType type, std::vector<double> const& gamma, std::vector<double> const& beta,
    std::vector<double> const& bias = {})
{
    SkipLayerNorm made;
    made.typeId = type;
    made.hidden = static_cast<int32_t>(gamma.size());
    made.gamma = weightsOf(gamma);
    made.beta = weightsOf(beta);
    made.bias = weightsOf(bias);
    return made;
}

struct SkipLayerNormPrecision
{
    DataType type;
    double relative, absolute;
};
constexpr SkipLayerNormPrecision kSkipLayerNormPrecisions[]{
    {DataType::kFLOAT, 1e-5, 2e-6}, {DataType::kHALF, 2e-3, 6e-3}, {DataType::kBF16, 1.6e-2, 5e-2}};

TEST(SkipLayerNorm, OfTokensAsColumnsAndInt8EqualsTheReference)
{
    for (char const* const version : {"3", "4", "7", "8"})
    {
        testing::expectAllRecorded("sequences.txt", "CustomSkipLayerNormPluginDynamic", version, 13);
    }
    for (char const* const version : {"1", "2", "5", "6"}) // int8
    {
        testing::expectAllRecorded("sequences.txt", "CustomSkipLayerNormPluginDynamic", version, 4);
    }
}

TEST(SkipLayerNorm, EqualsPyTorchOnTheTestedDevice)
{
    auto const cases = testing::recordedCases("bert.txt", "skipLayerNorm");
    EXPECT_EQ(cases.size(), 6U);
    for (auto const& recorded : cases)
    {
        for (SkipLayerNormPrecision const& precision : kSkipLayerNormPrecisions)
        {
            SCOPED_TRACE(recorded.name + " " + plugin::nameOf(precision.type));
            plugin::DynamicForm<SkipLayerNorm> form{
                pluginWith(precision.type, recorded["gamma"], recorded["beta"], recorded["bias"])};
            expectNear(testing::run(form, precision.type, recorded["dims"], {recorded["x"], recorded["skip"]}),
                recorded["y"], precision.relative, precision.absolute);
        }
    }
}

TEST(SkipLayerNorm, EqualsPyTorchInItsOtherVersions)
{
    for (char const* const version : {"2", "5", "6"})
    {
        testing::expectAllRecorded("transformers.txt", "CustomSkipLayerNormPluginDynamic", version, 5);
    }
}

//! The definition in double.
std::vector<double> expectedFor(
    std::vector<double> const& x, std::vector<double> const& skip, std::vector<double> const& gamma)
{
    std::vector<double> y(x.size());
    size_t const hidden = gamma.size();
    for (size_t row = 0; row < x.size(); row += hidden)
    {
        double mean = 0;
        double variance = 0;
        for (size_t i = row; i < row + hidden; ++i)
            mean += (x[i] + skip[i]) / static_cast<double>(hidden);
        for (size_t i = row; i < row + hidden; ++i)
            variance += std::pow(x[i] + skip[i] - mean, 2) / static_cast<double>(hidden);
        for (size_t i = row; i < row + hidden; ++i)
            y[i] = (x[i] + skip[i] - mean) / std::sqrt(variance + 1e-5) * gamma[i - row] + 0.25;
    }
    return y;
}

//! Widths for a warp a row, a block a row with one to four vectors a thread, and three passes; rows that do not fill the last block.
TEST(SkipLayerNorm, IsRightForEveryWidth)
{
    std::mt19937 random(3);
    std::uniform_real_distribution<float> uniform(-2.0F, 2.0F);
    for (int64_t const hidden : {1, 4, 6, 124, 128, 132, 256, 768, 1000, 1024, 2048, 4096, 6000, 12000, 20000})
    {
        for (int64_t const rows : {1, 5})
        {
            SCOPED_TRACE(std::to_string(rows) + " rows of " + std::to_string(hidden));
            auto const count = static_cast<size_t>(rows * hidden);
            std::vector<double> x(count), skip(count), gamma(static_cast<size_t>(hidden));
            for (auto* const list : {&x, &skip, &gamma})
            {
                for (double& value : *list)
                    value = uniform(random);
            }
            for (double& value : x)
                value = static_cast<float>(value + 50); // the variance must not be what is left of large squares
            plugin::DynamicForm<SkipLayerNorm> form{
                pluginWith(DataType::kFLOAT, gamma, std::vector<double>(gamma.size(), 0.25))};
            expectNear(testing::run(
                           form, DataType::kFLOAT, {static_cast<double>(rows), static_cast<double>(hidden)}, {x, skip}),
                expectedFor(x, skip, gamma), 1e-4, 1e-4);
        }
    }
}

TEST(SkipLayerNorm, TakesEmptyTensorsAndTrailingOnes)
{
    std::vector<double> const gamma{1, 2, 3, 4};
    plugin::DynamicForm<SkipLayerNorm> form{pluginWith(DataType::kFLOAT, gamma, std::vector<double>(4, 0.25))};
    std::vector<double> const x{1, 2, 3, 4, -1, 5, 0, 2};
    std::vector<double> const skip{0.5, 0, -3, 1, 1, 1, 2, 2};
    expectNear(
        testing::run(form, DataType::kFLOAT, {2, 1, 4, 1, 1}, {x, skip}), expectedFor(x, skip, gamma), 1e-5, 1e-5);
    EXPECT_TRUE(testing::run(form, DataType::kFLOAT, {0, 4}, {{}, {}}).empty());
}

//! Keeps what the library reports.
class SkipLayerNormReports final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    SkipLayerNormReports() { setLoggerFinder(this); }
    ~SkipLayerNormReports() override { setLoggerFinder(nullptr); }
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

TEST(SkipLayerNorm, RefusesInputsThatDoNotFit)
{
    SkipLayerNormReports reports;
    plugin::DynamicForm<SkipLayerNorm> form{pluginWith(DataType::kFLOAT, {1, 1, 1}, {0, 0, 0})};
    EXPECT_TRUE(testing::run(form, DataType::kFLOAT, {2, 4}, {std::vector<double>(8, 1.0), std::vector<double>(8, 1.0)})
                    .empty());
    EXPECT_THAT(reports.text, ::testing::HasSubstr("whose last dimension is the field ld (3), found 4"));
}

TEST(SkipLayerNormCreator, WantsAsManyWeightsAsTheFieldLdSays)
{
    SkipLayerNormReports reports;
    SkipLayerNormCreator creator;
    int32_t const ld = 3;
    float const values[]{1, 2, 3};
    PluginField const fields[]{{"ld", &ld, PluginFieldType::kINT32, 1}, {"beta", values, PluginFieldType::kFLOAT32, 3},
        {"gamma", values, PluginFieldType::kFLOAT32, 2}};
    nvinfer1::PluginFieldCollection collection{};
    collection.nbFields = 3;
    collection.fields = fields;
    EXPECT_EQ(creator.createPlugin("layer", &collection), nullptr);
    EXPECT_THAT(reports.text, ::testing::HasSubstr("expected as many values in \"gamma\" as \"ld\" says (3), found 2"));
}

} // namespace
} // namespace tenon::plugins
