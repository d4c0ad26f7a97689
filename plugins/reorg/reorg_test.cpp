#include "plugins/reorg/reorg.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Reorg, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "Reorg_TRT", "1", 5);
}

TEST(Reorg, WantsAStride)
{
    EXPECT_THAT(testing::refusalOf("Reorg_TRT", "1", {{"stride", PluginFieldType::kINT32, {0}, {}}}),
        HasSubstr("expected a number from 1 to 1024, found 0"));
}

} // namespace
} // namespace tenon::plugins
