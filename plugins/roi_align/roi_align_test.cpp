#include "plugins/roi_align/roi_align.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(RoiAlign, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("detection.txt", "ROIAlign_TRT", "1", 8);
}

TEST(RoiAlign, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("detection.txt", "ROIAlign_TRT", "2", 8);
}

TEST(RoiAlign, WantsAMode)
{
    EXPECT_THAT(testing::refusalOf("ROIAlign_TRT", "1", {{"mode", PluginFieldType::kINT32, {2}, {}}}),
        HasSubstr("expected one of 0 (max), 1 (avg), found 2"));
}

} // namespace
} // namespace tenon::plugins
