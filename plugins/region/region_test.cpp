#include "plugins/region/region.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

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

TEST(Region, HasNoTreeOfClasses)
{
    EXPECT_THAT(testing::refusalOf("Region_TRT", "1",
                    {{"classes", PluginFieldType::kINT32, {3}, {}}, {"smTree", PluginFieldType::kINT32, {1}, {}}}),
        HasSubstr("field \"smTree\""));
}

} // namespace
} // namespace tenon::plugins
