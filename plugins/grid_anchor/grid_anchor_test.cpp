#include "plugins/grid_anchor/grid_anchor.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(GridAnchor, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "GridAnchor_TRT", "1", 5);
}

TEST(GridAnchorRect, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "GridAnchorRect_TRT", "1", 5);
}

TEST(GridAnchor, WantsAShapeForEachLayer)
{
    EXPECT_THAT(
        testing::refusalOf("GridAnchor_TRT", "1",
            {{"numLayers", PluginFieldType::kINT32, {2}, {}}, {"aspectRatios", PluginFieldType::kFLOAT32, {1}, {}},
                {"featureMapShapes", PluginFieldType::kINT32, {3, 2, 1}, {}}}),
        HasSubstr("expected one or two extents in \"featureMapShapes\" for each of \"numLayers\" (2), found 3"));
}

} // namespace
} // namespace tenon::plugins
