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

TEST(Region, EqualsItsDefinitionForAnyNumberOfClasses)
{
    constexpr size_t kPlane = 3 * 5;
    for (size_t const classes : {1U, 30U, 90U, 130U})
    {
        SCOPED_TRACE(classes);
        size_t const channels = 5 + classes;
        std::vector<double> x(2 * channels * kPlane), y(x.size());
        for (size_t i = 0; i < x.size(); ++i)
        {
            x[i] = static_cast<double>(i * 7919 % 1009) / 1009 * 6 - 3;
        }
        for (size_t i = 0; i < x.size(); ++i)
        {
            size_t const channel = i / kPlane % channels;
            size_t const first = i - channel * kPlane + 5 * kPlane;
            double sum = 0;
            for (size_t c = 0; c < classes; ++c)
            {
                sum += std::exp(x[first + c * kPlane]);
            }
            y[i] = channel == 2 || channel == 3 ? x[i] : channel < 5 ? 1 / (1 + std::exp(-x[i])) : std::exp(x[i]) / sum;
        }
        std::vector<int64_t> const dims{1, static_cast<int64_t>(2 * channels), 3, 5};
        testing::RecordedRun run;
        run.plugin = "Region_TRT";
        run.version = "1";
        run.name = "many";
        run.fields = {{"num", PluginFieldType::kINT32, {2}, {}},
            {"classes", PluginFieldType::kINT32, {static_cast<double>(classes)}, {}}};
        run.inputs = {{"x", true, dims, x}};
        run.outputs = {{"y", true, dims, y}};
        testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
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
