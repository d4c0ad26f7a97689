#include "plugins/pyramid_roi_align/pyramid_roi_align.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(PyramidRoiAlign, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "PyramidROIAlign_TRT", "1", 14);
}

TEST(PyramidRoiAlign, WantsATransform)
{
    EXPECT_THAT(
        testing::refusalOf("PyramidROIAlign_TRT", "1", {{"roi_coords_transform", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("field \"roi_coords_transform\""));
    EXPECT_THAT(
        testing::refusalOf("PyramidROIAlign_TRT", "1", {{"image_size", PluginFieldType::kINT32, {3, 64, 64}, {}}}),
        HasSubstr("field \"image_size\""));
}

TEST(PyramidRoiAlign, WantsMapsOfAsManyChannels)
{
    testing::PluginOwner const made = testing::madeOf("PyramidROIAlign_TRT", "1", {});
    ASSERT_NE(made, nullptr);
    std::vector<nvinfer1::Dims> in{nvinfer1::Dims2{5, 4}, nvinfer1::Dims3{8, 16, 16}, nvinfer1::Dims3{8, 8, 8},
        nvinfer1::Dims3{7, 4, 4}, nvinfer1::Dims3{8, 2, 2}};
    EXPECT_THAT(
        testing::refusalOfDims(*made, in), HasSubstr("expected feature maps of 8 channels, found 7 of input 3"));
    in[0] = nvinfer1::Dims2{5, 5};
    EXPECT_THAT(testing::refusalOfDims(*made, in),
        HasSubstr("expected rois [N, regions, 4] and feature maps [N, C, H, W], found ranks 3 and "
                  "4, rois of 5 numbers"));
}

} // namespace
} // namespace tenon::plugins
