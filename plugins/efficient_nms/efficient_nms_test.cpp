#include "plugins/efficient_nms/efficient_nms.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(EfficientNms, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_TRT", "1", 8);
}

TEST(EfficientNmsExplicitTf, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_Explicit_TF_TRT", "1", 5);
}

TEST(EfficientNmsImplicitTf, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_Implicit_TF_TRT", "1", 5);
}

TEST(EfficientNmsOnnx, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_ONNX_TRT", "1", 5);
}

TEST(EfficientNms, EqualScoresStandByTheLowerIndex)
{
    std::vector<double> const boxes{0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0, 0.5, 0.25, 0.75};
    testing::RecordedRun const run{"EfficientNMS_TRT", "1", "ties",
        {{"score_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
            {"max_output_boxes", PluginFieldType::kINT32, {5}, {}}},
        {{"boxes", true, {1, 3, 4}, boxes}, {"scores", true, {1, 3, 2}, {0.5, 0.5, 0.25, 0.5, 0.5, 0.75}}},
        {{"num", false, {1, 1}, {5}},
            {"boxes", true, {1, 5, 4},
                {0, 0.5, 0.25, 0.75, 0, 0, 0.25, 0.25, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0, 0.5, 0.25, 0.75}},
            {"scores", true, {1, 5}, {0.75, 0.5, 0.5, 0.5, 0.5}}, {"classes", false, {1, 5}, {1, 0, 1, 1, 0}}}};
    testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
}

TEST(EfficientNms, WantsItsFields)
{
    EXPECT_THAT(
        testing::refusalOf("EfficientNMS_TRT", "1", {{"score_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}}),
        HasSubstr("iou_threshold"));
}

} // namespace
} // namespace tenon::plugins
