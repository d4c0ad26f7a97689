#include "plugins/clip/clip.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Clip, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "Clip_TRT", "1", 6);
}

TEST(Clip, WantsAnIntervalThatIsNotEmpty)
{
    EXPECT_THAT(testing::refusalOf("Clip_TRT", "1",
                    {{"clipMin", PluginFieldType::kFLOAT32, {2}, {}}, {"clipMax", PluginFieldType::kFLOAT32, {1}, {}}}),
        HasSubstr("expected \"clipMin\" to be at most \"clipMax\", found 2.0"));
}

} // namespace
} // namespace tenon::plugins
