#include "plugins/normalize/normalize.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using ::testing::HasSubstr;

TEST(Normalize, EqualsTheReference)
{
    testing::expectAllRecorded("norms.txt", "Normalize_TRT", "1", 5);
}

//! Two images, by the definition in fp64.
testing::RecordedRun columnsRun(size_t channels, size_t height, size_t width)
{
    size_t const plane = height * width;
    std::vector<double> weights, x(2 * channels * plane), y(x.size()), squares(2 * plane);
    for (size_t c = 0; c < channels; ++c)
    {
        weights.push_back(1 + static_cast<double>(c % 7));
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1009) / 1009 - 0.5;
        squares[i / (channels * plane) * plane + i % plane] += x[i] * x[i];
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        double const sum = squares[i / (channels * plane) * plane + i % plane];
        y[i] = x[i] / std::sqrt(sum + 1e-10) * weights[i / plane % channels];
    }
    std::vector<int64_t> const dims{
        2, static_cast<int64_t>(channels), static_cast<int64_t>(height), static_cast<int64_t>(width)};
    testing::RecordedRun run;
    run.plugin = "Normalize_TRT";
    run.version = "1";
    run.name = "many";
    run.fields = {{"weights", nvinfer1::PluginFieldType::kFLOAT32, weights, {}},
        {"acrossSpatial", nvinfer1::PluginFieldType::kINT32, {0}, {}},
        {"channelShared", nvinfer1::PluginFieldType::kINT32, {0}, {}},
        {"eps", nvinfer1::PluginFieldType::kFLOAT32, {1e-10}, {}}};
    run.inputs = {{"x", true, dims, x}};
    run.outputs = {{"y", true, dims, y}};
    return run;
}

TEST(Normalize, EqualsItsDefinitionForAnyNumberOfChannels)
{
    for (size_t const channels : {70U, 500U, 1000U, 1100U, 1700U})
    {
        SCOPED_TRACE(channels);
        testing::expectRecorded(columnsRun(channels, 5, 5), nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(columnsRun(channels, 5, 7), nvinfer1::DataType::kFLOAT);
    }
}

TEST(Normalize, EqualsItsDefinitionForPlanesOfAllSizes)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(columnsRun(200, 6, 7), type);
        testing::expectRecorded(columnsRun(200, 6, 8), type);
        testing::expectRecorded(columnsRun(130, 12, 12), type);
        testing::expectRecorded(columnsRun(3, 300, 300), type); // more tiles than a GPU has at once
    }
}

//! A GPU's vectors of positions: enough of them for it, some at the end in a block that is not full.
TEST(Normalize, EqualsItsDefinitionForManyPositionsOnAGpu)
{
    if (!testing::runsOnCuda())
    {
        GTEST_SKIP() << "no GPU is tested (TENON_DEVICE)";
    }
    constexpr size_t kBytes = 2 * 128 * 1024 * 160; // for 160 multiprocessors
    for (size_t const channels : {100U, 200U, 500U, 1000U})
    {
        for (size_t const width : {52U, 56U}) // multiples of 4 and of 8
        {
            SCOPED_TRACE(::testing::Message() << channels << " channels, rows of " << width);
            size_t const height = kBytes / (2 * channels * width * sizeof(uint16_t)) + 1;
            testing::expectRecorded(columnsRun(channels, height, width), nvinfer1::DataType::kHALF);
        }
        size_t const height = kBytes / (2 * channels * 52 * sizeof(float)) + 1;
        testing::expectRecorded(columnsRun(channels, height, 52), nvinfer1::DataType::kFLOAT);
    }
}

TEST(Normalize, WantsWeights)
{
    EXPECT_THAT(testing::refusalOf("Normalize_TRT", "1", {}), HasSubstr("weights"));
}

} // namespace
} // namespace tenon::plugins
