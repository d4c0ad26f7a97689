#include "plugins/resize_nearest/resize_nearest.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(ResizeNearest, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "ResizeNearest_TRT", "1", 5);
}

TEST(ResizeNearest, WantsAPositiveScale)
{
    EXPECT_THAT(testing::refusalOf("ResizeNearest_TRT", "1", {{"scale", PluginFieldType::kFLOAT32, {-1}, {}}}),
        HasSubstr("found -1"));
}

} // namespace
} // namespace tenon::plugins
