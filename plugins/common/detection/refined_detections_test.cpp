// What both plugins of Mask R-CNN's detections refuse.
#include "plugins/common/testing/recorded_plugin.h"
#include "plugins/detection_layer/detection_layer.h"
#include "plugins/generate_detection/generate_detection.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

template <typename Creator>
class RefinedDetections : public ::testing::Test
{
protected:
    static std::vector<testing::RecordedField> fields(double scoreThreshold)
    {
        return {{"num_classes", PluginFieldType::kINT32, {3}, {}}, {"keep_topk", PluginFieldType::kINT32, {4}, {}},
            {"score_threshold", PluginFieldType::kFLOAT32, {scoreThreshold}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}};
    }

    Creator creator_;
};

using DetectionCreators = ::testing::Types<DetectionLayerCreator, GenerateDetectionCreator>;
TYPED_TEST_SUITE(RefinedDetections, DetectionCreators);

TYPED_TEST(RefinedDetections, WantAThreshold)
{
    char const* const name = this->creator_.getPluginName();
    EXPECT_THAT(testing::refusalOf(name, "1", this->fields(-1.0)), HasSubstr("field \"score_threshold\""));
    EXPECT_THAT(testing::refusalOf(name, "1", {}), HasSubstr("num_classes"));
}

TYPED_TEST(RefinedDetections, WantTheirClasses)
{
    testing::ReportedMessages messages;
    std::vector<testing::RecordedField> const list = this->fields(0.5);
    testing::FieldsOf const fields(list);
    testing::PluginOwner const made(this->creator_.createPlugin("layer", &fields.collection()));
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
