#include "plugins/batched_nms/batched_nms.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(BatchedNms, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "BatchedNMS_TRT", "1", 6);
}

TEST(BatchedNmsDynamic, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "BatchedNMSDynamic_TRT", "1", 6);
}

TEST(BatchedNms, WantsABackgroundAmongItsClasses)
{
    EXPECT_THAT(
        testing::refusalOf("BatchedNMS_TRT", "1",
            {{"numClasses", PluginFieldType::kINT32, {3}, {}}, {"topK", PluginFieldType::kINT32, {4}, {}},
                {"keepTopK", PluginFieldType::kINT32, {4}, {}}, {"iouThreshold", PluginFieldType::kFLOAT32, {0.5}, {}},
                {"backgroundLabelId", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("expected \"backgroundLabelId\" below \"numClasses\" (3), found 3"));
    EXPECT_THAT(testing::refusalOf("BatchedNMS_TRT", "1", {}), HasSubstr("numClasses"));
}

} // namespace
} // namespace tenon::plugins
