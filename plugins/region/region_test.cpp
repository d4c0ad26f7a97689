#include "plugins/region/region.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Region, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "Region_TRT", "1", 5);
}

//! Two boxes, by the definition in fp64.
testing::RecordedRun boxesRun(size_t classes, size_t height, size_t width)
{
    size_t const plane = height * width;
    size_t const channels = 5 + classes;
    std::vector<double> x(2 * channels * plane), y(x.size());
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1009) / 1009 * 6 - 3;
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        size_t const channel = i / plane % channels;
        size_t const first = i - channel * plane + 5 * plane;
        double sum = 0;
        for (size_t c = 0; c < classes; ++c)
        {
            sum += std::exp(x[first + c * plane]);
        }
        y[i] = channel == 2 || channel == 3 ? x[i] : channel < 5 ? 1 / (1 + std::exp(-x[i])) : std::exp(x[i]) / sum;
    }
    std::vector<int64_t> const dims{
        1, static_cast<int64_t>(2 * channels), static_cast<int64_t>(height), static_cast<int64_t>(width)};
    testing::RecordedRun run;
    run.plugin = "Region_TRT";
    run.version = "1";
    run.name = "many";
    run.fields = {{"num", PluginFieldType::kINT32, {2}, {}},
        {"classes", PluginFieldType::kINT32, {static_cast<double>(classes)}, {}}};
    run.inputs = {{"x", true, dims, x}};
    run.outputs = {{"y", true, dims, y}};
    return run;
}

TEST(Region, EqualsItsDefinitionForAnyNumberOfClasses)
{
    for (size_t const classes : {1U, 30U, 90U, 130U})
    {
        SCOPED_TRACE(classes);
        testing::expectRecorded(boxesRun(classes, 3, 5), nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(boxesRun(classes, 7, 9), nvinfer1::DataType::kFLOAT);
    }
}

TEST(Region, EqualsItsDefinitionForPlanesOfAllSizes)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(boxesRun(80, 19, 19), type);
        testing::expectRecorded(boxesRun(20, 6, 6), type);
        testing::expectRecorded(boxesRun(20, 12, 12), type);
        testing::expectRecorded(boxesRun(1, 301, 301), type); // more tiles than a GPU has at once
    }
}

TEST(Region, HasNoTreeOfClasses)
{
    EXPECT_THAT(testing::refusalOf("Region_TRT", "1",
                    {{"classes", PluginFieldType::kINT32, {3}, {}}, {"smTree", PluginFieldType::kINT32, {1}, {}}}),
        HasSubstr("field \"smTree\""));
}

} // namespace
} // namespace tenon::plugins
