#include "plugins/prior_box/prior_box.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(PriorBox, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "PriorBox_TRT", "1", 5);
}

TEST(PriorBox, WantsAsManyGreatestSizesAsLeastOnes)
{
    EXPECT_THAT(
        testing::refusalOf("PriorBox_TRT", "1",
            {{"minSize", PluginFieldType::kFLOAT32, {1, 2}, {}}, {"maxSize", PluginFieldType::kFLOAT32, {3}, {}}}),
        HasSubstr("expected as many numbers in \"maxSize\" as in \"minSize\" (2), or none, found 1"));
}

} // namespace
} // namespace tenon::plugins
