#include "plugins/multilevel_crop_and_resize/multilevel_crop_and_resize.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(MultilevelCropAndResize, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "MultilevelCropAndResize_TRT", "1", 7);
}

TEST(MultilevelCropAndResize, WantsBins)
{
    EXPECT_THAT(
        testing::refusalOf("MultilevelCropAndResize_TRT", "1", {{"pooled_size", PluginFieldType::kINT32, {0}, {}}}),
        HasSubstr("field \"pooled_size\""));
    EXPECT_THAT(
        testing::refusalOf("MultilevelCropAndResize_TRT", "1", {{"image_size", PluginFieldType::kINT32, {64, 64}, {}}}),
        HasSubstr("field \"image_size\""));
}

TEST(MultilevelCropAndResize, WantsFiveMaps)
{
    testing::PluginOwner const made = testing::madeOf("MultilevelCropAndResize_TRT", "1", {});
    ASSERT_NE(made, nullptr);
    std::vector<nvinfer1::Dims> in{nvinfer1::Dims2{5, 4}, nvinfer1::Dims3{8, 16, 16}, nvinfer1::Dims3{8, 8, 8},
        nvinfer1::Dims3{8, 4, 4}, nvinfer1::Dims3{8, 2, 2}};
    EXPECT_THAT(testing::refusalOfDims(*made, in), HasSubstr("expected 6 inputs, found 5"));
    in.push_back(nvinfer1::Dims3{9, 1, 1});
    EXPECT_THAT(
        testing::refusalOfDims(*made, in), HasSubstr("expected feature maps of 8 channels, found 9 of input 5"));
}

} // namespace
} // namespace tenon::plugins
