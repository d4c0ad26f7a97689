#include "plugins/proposal_layer/proposal_layer.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(ProposalLayer, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "ProposalLayer_TRT", "1", 7);
}

TEST(ProposalLayer, HasAsManyAnchorsAsItsNetwork)
{
    ProposalLayer const layer;
    EXPECT_EQ(layer.anchors().count(), 261888);
}

TEST(ProposalLayer, WantsAllButTheSizeOfTheImage)
{
    EXPECT_THAT(testing::refusalOf("ProposalLayer_TRT", "1", {{"prenms_topk", PluginFieldType::kINT32, {8}, {}}}),
        HasSubstr("keep_topk"));
    EXPECT_THAT(testing::refusalOf("ProposalLayer_TRT", "1",
                    {{"prenms_topk", PluginFieldType::kINT32, {8}, {}}, {"keep_topk", PluginFieldType::kINT32, {8}, {}},
                        {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
                        {"image_size", PluginFieldType::kINT32, {4, 64, 64}, {}}}),
        HasSubstr("expected 3 channels in \"image_size\", found 4"));
}

//! What the static form says to shapes that do not fit the image.
TEST(ProposalLayer, WantsTheAnchorsOfItsImage)
{
    testing::PluginOwner const made = testing::madeOf("ProposalLayer_TRT", "1",
        {{"prenms_topk", PluginFieldType::kINT32, {8}, {}}, {"keep_topk", PluginFieldType::kINT32, {8}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
            {"image_size", PluginFieldType::kINT32, {3, 16, 16}, {}}});
    ASSERT_NE(made, nullptr);
    EXPECT_THAT(testing::refusalOfDims(*made, {nvinfer1::Dims3{70, 2, 1}, nvinfer1::Dims3{70, 4, 1}}),
        HasSubstr("expected object_score [N, 69, 2, 1] and object_delta [N, 69, 4, 1] for an "
                  "image of 16 × 16, found ranks 4 and 4 with 70 and 70 anchors of 2 and 4 numbers"));
}

} // namespace
} // namespace tenon::plugins
