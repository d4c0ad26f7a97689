#include "plugins/generate_detection/generate_detection.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(GenerateDetection, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "GenerateDetection_TRT", "1", 8);
}

std::vector<testing::RecordedField> generateDetectionFields(double scoreThreshold)
{
    return {{"num_classes", PluginFieldType::kINT32, {3}, {}}, {"keep_topk", PluginFieldType::kINT32, {4}, {}},
        {"score_threshold", PluginFieldType::kFLOAT32, {scoreThreshold}, {}},
        {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}};
}

TEST(GenerateDetection, WantsAThreshold)
{
    EXPECT_THAT(testing::refusalOf("GenerateDetection_TRT", "1", generateDetectionFields(-1.0)),
        HasSubstr("field \"score_threshold\""));
    EXPECT_THAT(testing::refusalOf("GenerateDetection_TRT", "1", {}), HasSubstr("num_classes"));
}

TEST(GenerateDetection, WantsItsClasses)
{
    testing::ReportedMessages messages;
    std::vector<testing::RecordedField> const list = generateDetectionFields(0.5);
    testing::FieldsOf const fields(list);
    GenerateDetectionCreator creator;
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
