#include "plugins/crop_and_resize/crop_and_resize.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(CropAndResize, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "CropAndResize", "1", 5);
}

TEST(CropAndResizeDynamic, EqualsTheReferenceInBothVersions)
{
    testing::expectAllRecorded("detection.txt", "CropAndResizeDynamic", "1", 5);
    testing::expectAllRecorded("detection.txt", "CropAndResizeDynamic", "2", 5);
}

TEST(CropAndResize, WantsACrop)
{
    EXPECT_THAT(testing::refusalOf("CropAndResize", "1", {{"crop_width", PluginFieldType::kINT32, {0}, {}}}),
        HasSubstr("field \"crop_width\""));
}

} // namespace
} // namespace tenon::plugins
