#include "plugins/decode_bbox_3d/decode_bbox_3d.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;
using testing::RecordedField;
using testing::RecordedRun;

TEST(DecodeBbox3D, EqualsTheReference)
{
    testing::expectAllRecorded("points.txt", "DecodeBbox3DPlugin", "1", 7);
}

std::vector<RecordedField> decodeFields(std::vector<double> anchors, std::vector<double> heights, double threshold)
{
    return {{"point_cloud_range", PluginFieldType::kFLOAT32, {0, 0, 0, 1, 1, 1}, {}},
        {"anchors", PluginFieldType::kFLOAT32, std::move(anchors), {}},
        {"anchor_bottom_height", PluginFieldType::kFLOAT32, std::move(heights), {}},
        {"score_thresh", PluginFieldType::kFLOAT32, {threshold}, {}}};
}

//! One anchor in each of 3,000 cells; those whose number is a multiple of 7 are boxes.
TEST(DecodeBbox3D, BoxesOfManyTilesStandInTheOrderOfTheAnchors)
{
    int64_t const width = 3000;
    RecordedRun run{"DecodeBbox3DPlugin", "1", "many", decodeFields({1, 1, 1, 0}, {0}, 0.5),
        {{"scores", true, {1, 1, width, 1}, {}},
            {"deltas", true, {1, 1, width, 7}, std::vector<double>(7 * width, 0.0)},
            {"directions", true, {1, 1, width, 2}, std::vector<double>(2 * width, 0.0)}},
        {{"boxes", true, {1, width, 9}, {}}, {"count", false, {1}, {}}}};
    for (int64_t i = 0; i < width; ++i)
        run.inputs[0].values.push_back(i % 7 == 0 ? 1.0 : -1.0);
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    ASSERT_EQ(prepared.enqueue(), 0);
    int64_t const boxes = (width + 6) / 7;
    EXPECT_EQ(prepared.output(1), std::vector<double>{static_cast<double>(boxes)});
    std::vector<double> const rows = prepared.output(0);
    for (int64_t i = 0; i < width; ++i)
    {
        double const x = i < boxes ? 7.0 * static_cast<double>(i) / static_cast<double>(width - 1) : 0.0;
        EXPECT_NEAR(rows[static_cast<size_t>(9 * i)], x, 1e-6) << i;
        EXPECT_EQ(rows[static_cast<size_t>(9 * i + 3)], i < boxes ? 1.0 : 0.0) << i;
    }
}

TEST(DecodeBbox3D, AScoreThatEqualsTheThresholdIsNoBox)
{
    RecordedRun run{"DecodeBbox3DPlugin", "1", "equal", decodeFields({1, 1, 1, 0}, {0}, 0.5),
        {{"scores", true, {1, 1, 2, 1}, {0, 1}}, {"deltas", true, {1, 1, 2, 7}, std::vector<double>(14, 0.0)},
            {"directions", true, {1, 1, 2, 2}, {0, 0, 0, 0}}},
        {{"boxes", true, {1, 2, 9}, std::vector<double>(18, 0.0)}, {"count", false, {1}, {1}}}};
    // At x = 1, on the ground; its rotation of 0 is brought behind the offset.
    std::vector<double> const box{1, 0, 0.5, 1, 1, 1, 3.14159265, 0, 0.731058579};
    std::copy(box.begin(), box.end(), run.outputs[0].values.begin());
    testing::expectRecorded(run, DataType::kFLOAT);
}

TEST(DecodeBbox3D, RefusesAnchorsThatDoNotFitTheClasses)
{
    auto const refusal = [](std::vector<RecordedField> const& fields) {
        return testing::refusalOf("DecodeBbox3DPlugin", "1", fields);
    };
    EXPECT_THAT(refusal(decodeFields({1, 1, 1, 0, 2}, {0}, 0.5)),
        HasSubstr(
            "expected four numbers of each anchor and as many anchors of each class of anchor_bottom_height, found "
            "5 numbers in anchors for 1 classes"));
    EXPECT_THAT(refusal(decodeFields(std::vector<double>(12, 1.0), {0, 1}, 0.5)), HasSubstr("found 12 numbers"));
    EXPECT_THAT(refusal({}), HasSubstr("point_cloud_range"));
    std::vector<RecordedField> fields = decodeFields({1, 1, 1, 0}, {0}, 0.5);
    fields[0].values = {0, 1, 0, 1, 0, 1};
    EXPECT_THAT(refusal(fields),
        HasSubstr(
            "expected a point_cloud_range that ends behind its begin along x and y, found 0.000000 to 1.000000 and "
            "1.000000 to 0.000000"));
}

TEST(DecodeBbox3D, RefusesInputsThatDoNotFitTogether)
{
    DecodeBbox3D impl;
    impl.anchors = {1, 1, 1, 0, 1, 1, 1, 0};
    impl.anchorBottomHeight = {0};
    plugin::Shapes shapes({{1, 3, 4, 2}, {1, 3, 4, 14}, {1, 3, 5, 4}}, 2, nullptr);
    impl.outputShapes(shapes);
    EXPECT_THAT(shapes.problem(),
        HasSubstr(
            "expected cls_preds [N, H, W, 2], box_preds [N, H, W, 14] and dir_cls_preds [N, H, W, 4], found [1, 3, 4, "
            "2], [1, 3, 4, 14], [1, 3, 5, 4]"));
}

TEST(DecodeBbox3D, LooksAgainWhenItRuns)
{
    testing::ReportedMessages messages;
    RecordedRun const run{"DecodeBbox3DPlugin", "1", "short", decodeFields({1, 1, 1, 0}, {0}, 0.5),
        {{"scores", true, {1, 1, 2, 1}, {1, 1}}, {"deltas", true, {1, 1, 1, 7}, std::vector<double>(7, 0.0)},
            {"directions", true, {1, 1, 2, 2}, {0, 0, 0, 0}}},
        {{"boxes", true, {1, 2, 9}, {}}, {"count", false, {1}, {}}}};
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected box_preds [1, 1, 2, 7], found [1, 1, 1, 7]"));
}

} // namespace
} // namespace tenon::plugins
