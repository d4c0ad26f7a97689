// What both plugins of Mask R-CNN's detections refuse.
#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

//! By the plugin's name.
class RefinedDetections : public ::testing::TestWithParam<char const*>
{
protected:
    static std::vector<testing::RecordedField> fields(double scoreThreshold)
    {
        return {{"num_classes", PluginFieldType::kINT32, {3}, {}}, {"keep_topk", PluginFieldType::kINT32, {4}, {}},
            {"score_threshold", PluginFieldType::kFLOAT32, {scoreThreshold}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}};
    }
};

TEST_P(RefinedDetections, WantAThreshold)
{
    EXPECT_THAT(testing::refusalOf(GetParam(), "1", fields(-1.0)), HasSubstr("field \"score_threshold\""));
    EXPECT_THAT(testing::refusalOf(GetParam(), "1", {}), HasSubstr("num_classes"));
}

TEST_P(RefinedDetections, WantTheirClasses)
{
    testing::PluginOwner const made = testing::madeOf(GetParam(), "1", fields(0.5));
    ASSERT_NE(made, nullptr);
    EXPECT_THAT(testing::refusalOfDims(
                    *made, {nvinfer1::Dims4{5, 8, 1, 1}, nvinfer1::Dims4{5, 3, 1, 1}, nvinfer1::Dims2{5, 4}}),
        HasSubstr("expected delta_bbox [N, regions, 12, 1, 1], score [N, regions, 3, 1, 1] and roi "
                  "[N, regions, 4], found ranks 5, 5 and 3 with 5, 5 and 5 regions of 8, 3 and 4 "
                  "numbers"));
}

INSTANTIATE_TEST_SUITE_P(
    BothPlugins, RefinedDetections, ::testing::Values("DetectionLayer_TRT", "GenerateDetection_TRT"));

} // namespace
} // namespace tenon::plugins
