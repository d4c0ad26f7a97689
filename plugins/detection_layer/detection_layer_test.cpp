#include "plugins/detection_layer/detection_layer.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(DetectionLayer, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "DetectionLayer_TRT", "1", 7);
}

std::vector<testing::RecordedField> detectionLayerFields(double scoreThreshold)
{
    return {{"num_classes", PluginFieldType::kINT32, {3}, {}}, {"keep_topk", PluginFieldType::kINT32, {4}, {}},
        {"score_threshold", PluginFieldType::kFLOAT32, {scoreThreshold}, {}},
        {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}};
}

TEST(DetectionLayer, WantsAThreshold)
{
    EXPECT_THAT(testing::refusalOf("DetectionLayer_TRT", "1", detectionLayerFields(-1.0)),
        HasSubstr("field \"score_threshold\""));
    EXPECT_THAT(testing::refusalOf("DetectionLayer_TRT", "1", {}), HasSubstr("num_classes"));
}

TEST(DetectionLayer, WantsItsClasses)
{
    testing::ReportedMessages messages;
    std::vector<testing::RecordedField> const list = detectionLayerFields(0.5);
    testing::FieldsOf const fields(list);
    DetectionLayerCreator creator;
    testing::PluginOwner const made(creator.createPlugin("layer", &fields.collection()));
    ASSERT_NE(made, nullptr);
    nvinfer1::Dims const in[]{nvinfer1::Dims4{5, 8, 1, 1}, nvinfer1::Dims4{5, 3, 1, 1}, nvinfer1::Dims2{5, 4}};
    EXPECT_LT(made->getOutputDimensions(0, in, 3).nbDims, 0);
    EXPECT_THAT(messages.text,
        HasSubstr("expected delta_bbox [N, regions, 12, 1, 1], score [N, regions, 3, 1, 1] and roi "
                  "[N, regions, 4], found ranks 5, 5 and 3 with 5, 5 and 5 regions of 8, 3 and 4 "
                  "numbers"));
}

} // namespace
} // namespace tenon::plugins
