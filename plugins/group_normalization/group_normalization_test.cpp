#include "plugins/group_normalization/group_normalization.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(GroupNormalization, EqualsTheReference)
{
    testing::expectAllRecorded("norms.txt", "GroupNormalizationPlugin", "1", 5);
}

TEST(GroupNormalization, WantsAGroup)
{
    EXPECT_THAT(testing::refusalOf("GroupNormalizationPlugin", "1", {{"num_groups", PluginFieldType::kINT32, {0}, {}}}),
        HasSubstr("field \"num_groups\""));
}

} // namespace
} // namespace tenon::plugins
