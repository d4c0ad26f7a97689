#include "plugins/split/split.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Split, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "Split", "1", 6);
}

TEST(Split, WantsPartsThatFit)
{
    EXPECT_THAT(testing::refusalOf("Split", "1", {{"axis", PluginFieldType::kINT32, {1}, {}}}),
        HasSubstr("expected \"output_lengths\" or \"noutput\", found neither"));
    EXPECT_THAT(
        testing::refusalOf("Split", "1",
            {{"output_lengths", PluginFieldType::kINT32, {1, 2}, {}}, {"noutput", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("expected as many \"output_lengths\" as \"noutput\" says (3), found 2"));
}

} // namespace
} // namespace tenon::plugins
