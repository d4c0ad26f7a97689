#include "plugins/multilevel_propose_roi/multilevel_propose_roi.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(MultilevelProposeRoi, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "MultilevelProposeROI_TRT", "1", 8);
}

TEST(MultilevelProposeRoi, HasTheAnchorsOfItsNetwork)
{
    MultilevelProposeRoi const layer;
    for (int32_t level = 0; level < PyramidAnchors::kLevels; ++level)
    {
        EXPECT_EQ(layer.anchors().count(level), (208 >> level) * (336 >> level) * 3) << level;
    }
}

std::vector<testing::RecordedField> multilevelProposeRoiFields()
{
    return {{"prenms_topk", PluginFieldType::kINT32, {8}, {}}, {"keep_topk", PluginFieldType::kINT32, {8}, {}},
        {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
        {"image_size", PluginFieldType::kINT32, {3, 64, 64}, {}}};
}

TEST(MultilevelProposeRoi, WantsItsFields)
{
    std::vector<testing::RecordedField> fields = multilevelProposeRoiFields();
    fields.push_back({"fg_threshold", PluginFieldType::kFLOAT32, {-0.5}, {}});
    EXPECT_THAT(testing::refusalOf("MultilevelProposeROI_TRT", "1", fields), HasSubstr("field \"fg_threshold\""));
    fields.pop_back();
    fields.erase(fields.begin());
    EXPECT_THAT(testing::refusalOf("MultilevelProposeROI_TRT", "1", fields), HasSubstr("prenms_topk"));
}

TEST(MultilevelProposeRoi, WantsTheAnchorsOfItsImage)
{
    testing::PluginOwner const made = testing::madeOf("MultilevelProposeROI_TRT", "1", multilevelProposeRoiFields());
    ASSERT_NE(made, nullptr);
    std::vector<nvinfer1::Dims> in;
    for (int32_t const anchors : {768, 192, 45, 12, 3})
    {
        in.push_back(nvinfer1::Dims3{anchors, 4, 1});
        in.push_back(nvinfer1::Dims3{anchors, 1, 1});
    }
    EXPECT_THAT(testing::refusalOfDims(*made, in),
        HasSubstr("expected delta_p4 [N, 48, 4, 1] and score_p4 [N, 48, 1, 1] for an image of 64 × "
                  "64, found ranks 4 and 4 with 45 and 45 anchors of 4 and 1 numbers"));
    in[4].d[0] = in[5].d[0] = 48;
    EXPECT_EQ(made->getOutputDimensions(0, in.data(), 10).nbDims, 2);
}

} // namespace
} // namespace tenon::plugins
