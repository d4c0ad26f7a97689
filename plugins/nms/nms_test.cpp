#include "plugins/nms/nms.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(DetectionOutput, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "NMS_TRT", "1", 6);
}

TEST(DetectionOutputDynamic, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "NMSDynamic_TRT", "1", 6);
}

TEST(DetectionOutput, WantsEachInputOnce)
{
    EXPECT_THAT(
        testing::refusalOf("NMS_TRT", "1",
            {{"numClasses", PluginFieldType::kINT32, {3}, {}}, {"topK", PluginFieldType::kINT32, {4}, {}},
                {"keepTopK", PluginFieldType::kINT32, {4}, {}}, {"nmsThreshold", PluginFieldType::kFLOAT32, {0.5}, {}},
                {"inputOrder", PluginFieldType::kINT32, {0, 1, 1}, {}}}),
        HasSubstr("expected 0, 1 and 2 in some order in \"inputOrder\""));
}

} // namespace
} // namespace tenon::plugins
